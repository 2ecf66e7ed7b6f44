import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What one member says about one product. */
@Entity('reviews')
@Index('one_a_member_and_product', ['sku', 'authorId'], { unique: true })
export class Review {
  @PrimaryColumn({ type: 'char', length: 36 })
  id!: string;
  @Column({ type: 'varchar', length: 40 })
  sku!: string;
  @Column({ name: 'author_id', type: 'char', length: 36 })
  authorId!: string;
  @Column({ type: 'varchar', length: 80 })
  author!: string;
  @Column({ type: 'tinyint', unsigned: true })
  score!: number;
  @Column({ type: 'varchar', length: 120 })
  title!: string;
  @Column({ type: 'text' })
  text!: string;
  @Column({ type: 'boolean' })
  verified!: boolean;
  @Column({ type: 'varchar', length: 10 })
  status!: 'published' | 'rejected';
  /** How many shoppers have reported it since it was last moderated. */
  @Column({ type: 'int', unsigned: true })
  reports!: number;
  /** How many members found it helpful. */
  @Column({ type: 'int', unsigned: true })
  helpful!: number;
  @Column({ name: 'created_at', type: 'datetime', precision: 3 })
  createdAt!: Date;
  @Column({ name: 'updated_at', type: 'datetime', precision: 3 })
  updatedAt!: Date;
}
