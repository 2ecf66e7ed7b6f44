import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Votes1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE reviews ADD COLUMN helpful INT UNSIGNED NOT NULL DEFAULT 0');
    await runner.query(`
      CREATE TABLE votes (
        review_id CHAR(36) CHARACTER SET ascii NOT NULL,
        voter_id CHAR(36) CHARACTER SET ascii NOT NULL,
        PRIMARY KEY (review_id, voter_id),
        KEY by_voter (voter_id)
      ) ENGINE=InnoDB`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE votes');
    await runner.query('ALTER TABLE reviews DROP COLUMN helpful');
  }
}
