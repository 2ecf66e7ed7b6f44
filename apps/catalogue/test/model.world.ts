import { type catalogue, type Envelope, Problem } from '@shop/contracts';
import { Unprocessable } from '@shop/messaging';
import type { Scheduler } from 'fast-check';
import { vi } from 'vitest';
import type { StoredProduct } from '../src/product.entity.ts';
import type { StoredReservation } from '../src/reservation.entity.ts';
import { ReservationService } from '../src/reservation.service.ts';
import { ReservationStore } from '../src/reservation.store.ts';
import { StockService } from '../src/stock.service.ts';
import { StockStore } from '../src/stock.store.ts';
import { Sweeper } from '../src/sweeper.service.ts';
import { Rows, type Turn } from './model.store.ts';

export const HOLD_MS = 900_000;

/** The process that was at work is no more. */
class Death extends Error {}

export type Wish =
  | { do: 'reserve' | 'secure' | 'commit' | 'release'; order: string }
  | { do: 'come back'; order: string; returnId: string }
  | { do: 'adjust'; sku: string; change: number }
  | { do: 'sweep' };

/** The stock of two products, and everybody who wants some of it at the same moment. */
export class World {
  readonly broken: string[] = [];
  readonly orders: ReadonlyMap<string, catalogue.StockLine[]>;
  readonly products: Rows;
  readonly reservations: Rows;
  /** What has come back of each product. */
  readonly back = new Map<string, Map<string, number>>();
  /** Messages whose handling has not ended yet: they come again. */
  private readonly unheard: Wish[] = [];
  private readonly scheduler: Scheduler;
  private readonly deaths: number[];
  private readonly service: StockService;
  private readonly sweeper: Sweeper;
  /** Questions and writes since somebody died. */
  private turns = 0;

  constructor(
    scheduler: Scheduler,
    { orders, deaths, stocked }: { orders: catalogue.StockLine[][]; deaths: number[]; stocked: number[] },
  ) {
    this.scheduler = scheduler;
    this.deaths = [...deaths];
    this.orders = new Map(orders.map((lines, n) => [orderId(n), lines]));
    const turn: Turn = (name, act) => this.turn(name, act);
    this.products = new Rows(turn);
    this.reservations = new Rows(turn);
    for (const [n, count] of stocked.entries()) this.products.put(product(skuOf(n), count));
    const stock = new StockStore({ products: this.products } as never);
    const connection = { model: () => this.reservations };
    const reservations = new ReservationStore({ connection } as never);
    const relay = { wake: () => {} } as never;
    const work = new ReservationService(stock, reservations, relay);
    this.service = new StockService(stock, reservations, work, relay);
    this.sweeper = new Sweeper(stock, reservations, work, relay);
  }

  /** Everybody at once: who comes first at each step is for the scheduler to say. */
  async all(wishes: readonly Wish[]): Promise<void> {
    const handled = Promise.all(wishes.map((wish) => this.handle(wish)));
    await this.scheduler.waitFor(handled);
  }

  pass(ms: number): void {
    vi.setSystemTime(Date.now() + ms);
  }

  /** Nobody dies any more, every message comes again, and time takes what nobody paid for. */
  async comeToRest(): Promise<void> {
    this.deaths.length = 0;
    for (let round = 0; round < 6; round++) {
      await this.all(this.unheard.splice(0));
      this.pass(HOLD_MS);
      await this.all([{ do: 'sweep' }]);
    }
    if (this.unheard.length > 0) this.broken.push(`${this.unheard.length} messages never end`);
  }

  private async handle(wish: Wish): Promise<void> {
    try {
      await this.obey(wish);
    } catch (error) {
      if (error instanceof Death) this.unheard.push(wish);
      else if (!(error instanceof Problem) && !(error instanceof Unprocessable)) throw error;
    }
  }

  private obey(wish: Wish): Promise<unknown> {
    if (wish.do === 'sweep') return this.sweeper.sweep(new Date());
    if (wish.do === 'adjust') {
      const { sku, change } = wish;
      return this.service.adjust(sku, { change, reason: 'counted' }, ada);
    }
    const { order: orderId } = wish;
    const lines = this.orders.get(orderId) ?? [];
    if (wish.do === 'reserve') {
      const expiresAt = new Date(Date.now() + HOLD_MS).toISOString();
      return this.service.reserve({ orderId, lines, expiresAt });
    }
    if (wish.do === 'come back') return this.comeBack(orderId, wish.returnId, lines);
    return this.service[wish.do]({ orderId });
  }

  /** One of each product comes back, of an order that was sold. */
  private async comeBack(orderId: string, returnId: string, lines: catalogue.StockLine[]): Promise<void> {
    if (this.stateOf(orderId) !== 'committed') return;
    const some = lines.map(({ sku }) => ({ sku, quantity: 1 }));
    this.back.set(returnId, new Map(some.map(({ sku, quantity }) => [sku, quantity])));
    await this.service.comeBack({ orderId, returnId, lines: some });
  }

  stateOf(orderId: string): string | undefined {
    return this.reservations.of<StoredReservation>(orderId)?.state;
  }

  /** Types of what was announced about an order. */
  saidOf(orderId: string): string[] {
    const outbox: Envelope[] = this.reservations.of<StoredReservation>(orderId)?.outbox ?? [];
    return outbox.map(({ type }) => type.replace(/^catalogue\.stock-|\.v1$/g, ''));
  }

  private async turn(name: string, act: () => unknown): Promise<unknown> {
    const dies = this.deaths.length > 0 && this.deaths[0] === this.turns++;
    if (dies) {
      this.deaths.shift();
      this.turns = 0;
    }
    await this.scheduler.schedule(Promise.resolve(), name);
    // Half of those who die do so before the store has heard of it.
    if (dies && this.deaths.length % 2 === 0) throw new Death();
    const answer = act();
    for (const one of this.products.all<StoredProduct>()) this.check(one);
    if (dies) throw new Death();
    return answer;
  }

  private check({ _id: sku, available, sold, stocked, holds }: StoredProduct): void {
    const held = holds.reduce((sum, { quantity }) => sum + quantity, 0);
    if (available < 0 || sold < 0) this.broken.push(`${available} of ${sku} left, ${sold} sold`);
    if (available + held + sold !== stocked)
      this.broken.push(`${sku}: ${available} + ${held} + ${sold} is not ${stocked}`);
    const orders = holds.map((hold) => hold.orderId);
    if (new Set(orders).size !== orders.length) this.broken.push(`an order holds ${sku} twice`);
  }
}

const ada = {
  id: '0190f0f0-0000-7000-8000-0000000000aa',
  kind: 'member',
  role: 'merchant',
  name: 'Ada',
} as const;
export const skuOf = (n: number): string => `ROBOT-${n}`;
export const orderId = (n: number): string => `0190f0f0-0000-7000-8000-00000000000${n}`;

const product = (sku: string, stocked: number) => ({
  _id: sku,
  name: sku,
  available: stocked,
  sold: 0,
  stocked,
  holds: [],
  closed: [],
  adjustments: [],
  removed: false,
  updatedAt: new Date(),
  outbox: [],
});
