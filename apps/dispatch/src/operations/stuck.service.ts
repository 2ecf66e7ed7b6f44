import { Injectable } from '@nestjs/common';
import type { dispatch, Output } from '@shop/contracts';
import { FindingsStore } from './findings.store.ts';
import { stuckOf } from './stuck.ts';

/** Finds the orders that do not get on. */
@Injectable()
export class StuckService {
  constructor(private readonly orders: FindingsStore) {}

  async list(wanted: {
    attempts: number;
    overdueSeconds: number;
    limit: number;
  }): Promise<Output<typeof dispatch.listStuckOrders>> {
    const now = new Date();
    const patience = { attempts: wanted.attempts, overdueMs: wanted.overdueSeconds * 1000 };
    const { items, total } = await this.orders.stuck(now, patience, wanted.limit);
    return { items: items.map((order) => stuckOf(order, now, patience)), total };
  }
}
