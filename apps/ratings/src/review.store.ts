import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { type Envelope, Problem } from '@shop/contracts';
import { mysqlOutbox, OutboxRelay, saveOutbox } from '@shop/messaging';
import { failpoint } from '@shop/service';
import { DataSource, type EntityManager, type FindOptionsWhere, MoreThan } from 'typeorm';
import { difference, type Tally } from './rating.ts';
import { Review } from './review.entity.ts';

const DEADLOCK_TRIES = 8;
const retried = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_DUP_ENTRY']);

const TALLY = 'SELECT s1, s2, s3, s4, s5, version FROM tallies WHERE sku = ?';

const LOCK_TALLY = 'INSERT INTO tallies (sku) VALUES (?) ON DUPLICATE KEY UPDATE version = version';

const orders = {
  newest: { createdAt: 'DESC', id: 'DESC' },
  helpful: { helpful: 'DESC', createdAt: 'DESC', id: 'DESC' },
  highest: { score: 'DESC', createdAt: 'DESC', id: 'DESC' },
  lowest: { score: 'ASC', createdAt: 'DESC', id: 'DESC' },
} as const;

interface Page<T> {
  items: T[];
  total: number;
}

/** Reviews in MySQL, and an exact tally a product that changes in the same transaction. */
@Injectable()
export class ReviewStore {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly relay: OutboxRelay,
  ) {}

  /** Begins to send what the outbox holds; once the tables are there. */
  startRelay(): void {
    this.relay.add(mysqlOutbox(this.source));
  }

  /**
   * Replaces one review by what `change` makes of it (undefined: none), its product's tally with it, and stores the
   * events that `announce` draws from the new tally: all or nothing. Done again when another change got in between.
   */
  async change(
    which: { sku: string; authorId: string } | { sku?: never; id: string },
    change: (before: Review | undefined, manager: EntityManager) => Promise<Review | undefined>,
    announce: (sku: string, tally: Tally, version: number) => Envelope[],
  ): Promise<Review | undefined> {
    const after = await this.transaction(async (manager) => {
      const product = which.sku ?? (await manager.findOneBy(Review, which))?.sku;
      // One change of a product's reviews at a time, from the first lock on: no two can deadlock over its tally.
      if (product !== undefined) await manager.query(LOCK_TALLY, [product]);
      const before = await manager.findOne(Review, { where: which, lock: { mode: 'pessimistic_write' } });
      const kept = before === null ? undefined : { ...before };
      const next = await change(before ?? undefined, manager);
      if (next !== undefined) await manager.save(Review, next);
      else if (kept !== undefined) {
        await manager.delete(Review, { id: kept.id });
        await manager.query('DELETE FROM votes WHERE review_id = ?', [kept.id]);
      }
      const moved = difference(kept, next);
      const sku = next?.sku ?? kept?.sku;
      if (sku !== undefined && moved.some((by) => by !== 0)) {
        const { tally, version } = await this.moveTally(manager, sku, moved);
        await saveOutbox(manager, announce(sku, tally, version));
      }
      await failpoint('review.before-commit');
      return next;
    });
    await failpoint('review.after-commit');
    this.relay.wake();
    return after;
  }

  async mine(sku: string, authorId: string): Promise<Review | undefined> {
    return (await this.source.manager.findOneBy(Review, { sku, authorId })) ?? undefined;
  }

  async by(authorId: string, query: { page: number; size: number }): Promise<Page<Review>> {
    return this.page({ authorId }, query, orders.newest);
  }

  async published(
    sku: string,
    query: { page: number; size: number; sort: keyof typeof orders; score?: number | undefined },
  ): Promise<Page<Review>> {
    const where: FindOptionsWhere<Review> = { sku, status: 'published' };
    if (query.score !== undefined) where.score = query.score;
    return this.page(where, query, orders[query.sort]);
  }

  async forModeration(query: {
    page: number;
    size: number;
    status?: 'published' | 'rejected' | 'reported' | undefined;
  }): Promise<Page<Review>> {
    const where: FindOptionsWhere<Review> =
      query.status === 'reported'
        ? { reports: MoreThan(0) }
        : query.status === undefined
          ? {}
          : { status: query.status };
    return this.page(where, query, { reports: 'DESC', createdAt: 'DESC' });
  }

  async tally(sku: string): Promise<Tally> {
    const [row] = await this.source.query<TallyRow[]>(TALLY, [sku]);
    return row === undefined ? [0, 0, 0, 0, 0] : toTally(row);
  }

  async hasBought(manager: EntityManager, accountId: string, sku: string): Promise<boolean> {
    const rows = await manager.query<unknown[]>('SELECT 1 FROM purchases WHERE account_id = ? AND sku = ?', [
      accountId,
      sku,
    ]);
    return rows.length > 0;
  }

  /** Remembers what an account has bought; what it has written about that is verified from now on. */
  async addPurchases(accountId: string, skus: string[]): Promise<void> {
    await this.transaction(async (manager) => {
      for (const sku of [...skus].sort()) {
        await manager.query('INSERT IGNORE INTO purchases (account_id, sku) VALUES (?, ?)', [accountId, sku]);
        await manager.update(Review, { authorId: accountId, sku }, { verified: true });
      }
      await failpoint('purchase.before-commit');
    });
    await failpoint('purchase.after-commit');
  }

  /** The words stay, the person goes. */
  async forget(accountId: string): Promise<void> {
    await this.transaction(async (manager) => {
      await manager.query('UPDATE reviews SET author = ?, author_id = UUID() WHERE author_id = ?', [
        'A former customer',
        accountId,
      ]);
      await manager.query('DELETE FROM purchases WHERE account_id = ?', [accountId]);
      await manager.query('UPDATE votes SET voter_id = UUID() WHERE voter_id = ?', [accountId]);
      await manager.query('UPDATE reports SET reporter_id = UUID() WHERE reporter_id = ?', [accountId]);
    });
  }

  /** Puts the first reviews in while there are none, and announces their averages. */
  async addOnce(
    add: (manager: EntityManager) => Promise<string[]>,
    announce: (sku: string, tally: Tally, version: number) => Envelope[],
  ): Promise<void> {
    await this.transaction(async (manager) => {
      if (await manager.exists(Review)) return;
      for (const sku of await add(manager)) {
        const [row] = await manager.query<TallyRow[]>(TALLY, [sku]);
        if (row !== undefined) await saveOutbox(manager, announce(sku, toTally(row), row.version));
      }
    });
    this.relay.wake();
  }

  /** One report a shopper and review. Throws review_not_found. */
  async report(reviewId: string, reporterId: string, reason: string): Promise<void> {
    await this.transaction(async (manager) => {
      if (!(await manager.existsBy(Review, { id: reviewId, status: 'published' })))
        throw new Problem('review_not_found');
      const { affectedRows } = await manager.query<{ affectedRows: number }>(
        'INSERT IGNORE INTO reports (review_id, reporter_id, reason, at) VALUES (?, ?, ?, UTC_TIMESTAMP(3))',
        [reviewId, reporterId, reason],
      );
      if (affectedRows > 0) await manager.increment(Review, { id: reviewId }, 'reports', 1);
    });
  }

  private async moveTally(
    manager: EntityManager,
    sku: string,
    by: Tally,
  ): Promise<{ tally: Tally; version: number }> {
    await manager.query(
      'UPDATE tallies SET s1 = s1 + ?, s2 = s2 + ?, s3 = s3 + ?, s4 = s4 + ?, s5 = s5 + ?, version = version + 1 WHERE sku = ?',
      [...by, sku],
    );
    const [row] = await manager.query<TallyRow[]>(TALLY, [sku]);
    if (row === undefined) throw new Error(`the tally of ${sku} is gone`);
    return { tally: toTally(row), version: row.version };
  }

  private async page(
    where: FindOptionsWhere<Review>,
    { page, size }: { page: number; size: number },
    order: object,
  ): Promise<Page<Review>> {
    const [items, total] = await this.source.manager.findAndCount(Review, {
      where,
      order,
      skip: (page - 1) * size,
      take: size,
    });
    return { items, total };
  }

  /** One transaction, done again when another got in its way. */
  async transaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.source.transaction('READ COMMITTED', work);
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : '';
        if (attempt >= DEADLOCK_TRIES || !retried.has(code)) throw error;
        await wait(Math.random() * 20 * attempt);
      }
    }
  }
}

interface TallyRow {
  s1: number;
  s2: number;
  s3: number;
  s4: number;
  s5: number;
  version: number;
}
const toTally = ({ s1, s2, s3, s4, s5 }: TallyRow): Tally => [s1, s2, s3, s4, s5];
