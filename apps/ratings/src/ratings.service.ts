import { Injectable } from '@nestjs/common';
import {
  catalogue,
  type dispatch,
  done,
  type Envelope,
  type Input,
  type Payload,
  Problem,
  ratings,
  type user,
} from '@shop/contracts';
import { envelope } from '@shop/messaging';
import { CallError, Peers } from '@shop/service';
import { v7 as uuid } from 'uuid';
import { addDemoReviews } from './demo-reviews.store.ts';
import { summarise, type Tally } from './rating.ts';
import type { Review } from './review.entity.ts';
import { ReviewStore } from './review.store.ts';

@Injectable()
export class RatingsService {
  constructor(
    private readonly reviews: ReviewStore,
    private readonly peers: Peers,
  ) {}

  async list(sku: string, query: Input<typeof ratings.listReviews>['query']) {
    const [{ items, total }, tally] = await Promise.all([
      this.reviews.published(sku, query),
      this.reviews.tally(sku),
    ]);
    return { items: items.map(shown), total, page: query.page, size: query.size, summary: summarise(tally) };
  }

  async mine(shopper: user.Shopper, sku: string): Promise<ratings.Review> {
    const review = await this.reviews.mine(sku, shopper.id);
    if (review === undefined) throw new Problem('review_not_found');
    return shown(review);
  }

  async put(
    shopper: user.Shopper,
    sku: string,
    said: Input<typeof ratings.putMyReview>['body'],
  ): Promise<ratings.Review> {
    await this.mustExist(sku);
    const saved = await this.reviews.change(
      { sku, authorId: shopper.id },
      async (before, manager) => {
        const verified = await this.reviews.hasBought(manager, shopper.id, sku);
        const now = new Date();
        const review = before ?? {
          id: uuid(),
          sku,
          authorId: shopper.id,
          status: 'published' as const,
          reports: 0,
          helpful: 0,
          createdAt: now,
        };
        return { ...review, ...said, verified, author: shopper.name ?? 'A customer', updatedAt: now };
      },
      averageChanged,
    );
    return shown(saved as Review);
  }

  async deleteMine(shopper: user.Shopper, sku: string): Promise<typeof done> {
    await this.reviews.change(
      { sku, authorId: shopper.id },
      async (before) => {
        if (before === undefined) throw new Problem('review_not_found');
        return undefined;
      },
      averageChanged,
    );
    return done;
  }

  async allMine(shopper: user.Shopper, { page, size }: { page: number; size: number }) {
    const { items, total } = await this.reviews.by(shopper.id, { page, size });
    return { items: items.map(shown), total, page, size };
  }

  async report(shopper: user.Shopper, reviewId: string, reason: string): Promise<typeof done> {
    await this.reviews.report(reviewId, shopper.id, reason);
    return done;
  }

  async forModeration(query: Input<typeof ratings.listForModeration>['query']) {
    const { items, total } = await this.reviews.forModeration(query);
    return { items: items.map(moderated), total, page: query.page, size: query.size };
  }

  async moderate(reviewId: string, status: 'published' | 'rejected') {
    const saved = await this.reviews.change(
      { id: reviewId },
      async (before) => {
        if (before === undefined) throw new Problem('review_not_found');
        return { ...before, status, reports: 0 };
      },
      averageChanged,
    );
    return moderated(saved as Review);
  }

  async bought(order: Payload<typeof dispatch.orderDispatched>): Promise<void> {
    await this.reviews.addPurchases(
      order.ownerId,
      order.lines.map(({ sku }) => sku),
    );
  }

  async forget(accountId: string): Promise<void> {
    await this.reviews.forget(accountId);
  }

  /** The first reviews of what the catalogue has, once; it hears of their averages as of any other. */
  async addDemoReviews(): Promise<void> {
    const skus: string[] = [];
    for (let page = 1; ; page++) {
      const { items, total } = await this.peers.call(catalogue.listProducts, { query: { page, size: 100 } });
      skus.push(...items.map(({ sku }) => sku));
      if (items.length === 0 || skus.length >= total) break;
    }
    if (skus.length === 0)
      throw new Problem('service_unavailable', { detail: 'The catalogue has no products yet.' });
    await this.reviews.addOnce((manager) => addDemoReviews(manager, skus), averageChanged);
  }

  private async mustExist(sku: string): Promise<void> {
    try {
      await this.peers.call(catalogue.getProduct, { params: { sku } });
    } catch (error) {
      if (error instanceof CallError && (error.status === 404 || error.status === 410))
        throw new Problem('product_not_found');
      throw error;
    }
  }
}

function averageChanged(sku: string, tally: Tally, version: number): Envelope[] {
  const { count, sum } = summarise(tally);
  return [envelope(ratings.averageChanged, { sku, count, sum, version })];
}

function shown(review: Review): ratings.Review {
  const { id, sku, author, score, title, text, verified, helpful, createdAt, updatedAt } = review;
  return {
    id,
    sku,
    author,
    score,
    title,
    text,
    verified: Boolean(verified),
    helpful,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

const moderated = (review: Review) => ({ ...shown(review), status: review.status, reports: review.reports });
