import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Problem } from '@shop/contracts';
import { DataSource } from 'typeorm';
import { Review } from './review.entity.ts';
import { ReviewStore } from './review.store.ts';

/** Who found which review helpful, and how many did: a row a vote, and the number that it moves in the same transaction. */
@Injectable()
export class VoteStore {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly reviews: ReviewStore,
  ) {}

  /** One vote a member and review; gives how many there are. Throws review_not_found, own_review. */
  async vote(reviewId: string, voterId: string): Promise<number> {
    return this.count(reviewId, 1, voterId, 'INSERT IGNORE INTO votes (review_id, voter_id) VALUES (?, ?)');
  }

  async takeBack(reviewId: string, voterId: string): Promise<number> {
    return this.count(reviewId, -1, voterId, 'DELETE FROM votes WHERE review_id = ? AND voter_id = ?');
  }

  async of(sku: string, voterId: string): Promise<string[]> {
    const rows = await this.source.query<{ review_id: string }[]>(
      'SELECT v.review_id FROM votes v JOIN reviews r ON r.id = v.review_id WHERE v.voter_id = ? AND r.sku = ?',
      [voterId, sku],
    );
    return rows.map(({ review_id }) => review_id);
  }

  private count(reviewId: string, by: 1 | -1, voterId: string, change: string): Promise<number> {
    return this.reviews.transaction(async (manager) => {
      const review = await manager.findOne(Review, {
        where: { id: reviewId, status: 'published' },
        lock: { mode: 'pessimistic_write' },
      });
      if (review === null) throw new Problem('review_not_found');
      if (review.authorId === voterId) throw new Problem('own_review');
      const { affectedRows } = await manager.query<{ affectedRows: number }>(change, [reviewId, voterId]);
      if (affectedRows === 0) return review.helpful;
      await manager.increment(Review, { id: reviewId }, 'helpful', by);
      return review.helpful + by;
    });
  }
}
