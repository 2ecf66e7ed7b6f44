import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type dispatch, mayBePaidBack } from '@shop/contracts';
import { OrderService } from './order.service.ts';
import type { OrderRecord } from './order.ts';
import { nextOfReturn } from './returns.ts';
import { isFinal } from './states.ts';

/** How often an open feed looks for itself, should a notice have been missed. */
const LOOK_MS = 5_000;
/** The same of an order that has ended. */
const SETTLED_LOOK_MS = 30_000;

interface Watching {
  afterwards?: boolean | undefined;
}

interface Followed<T> {
  first: OrderRecord;
  look: () => Promise<OrderRecord>;
  show: (order: OrderRecord) => T;
  watching: Watching;
}

/** Orders as they change, for whoever watches one. Every replica hears of every change. */
@Injectable()
export class OrderFeed implements OnModuleDestroy {
  private readonly watchers = new Map<string, Set<() => void>>();
  private closed = false;

  constructor(private readonly orders: OrderService) {}

  /** An order has changed: its watchers look again. */
  changed(orderId: string): void {
    for (const wake of this.watchers.get(orderId) ?? []) wake();
  }

  /**
   * The order now, and again whenever it has changed, until it has ended and nothing of it is on its way back; with
   * `afterwards` until none of its money can be paid back any more. Throws order_not_found before it begins.
   */
  async watch(
    ownerId: string,
    orderId: string,
    watching: Watching = {},
  ): Promise<AsyncIterable<dispatch.Order>> {
    const look = () => this.orders.owned(ownerId, orderId);
    const show = (order: OrderRecord) => this.orders.shown(order);
    return this.follow({ first: await look(), look, show, watching });
  }

  /** The same by the key from its e-mail, for as long as that opens it. Throws order_link_expired too. */
  async watchOpened(accessKey: string, watching: Watching): Promise<AsyncIterable<dispatch.OpenedOrder>> {
    const look = () => this.orders.opened(accessKey);
    const show = (order: OrderRecord) => this.orders.shownOpened(order);
    return this.follow({ first: await look(), look, show, watching });
  }

  onModuleDestroy(): void {
    this.closed = true;
    for (const orderId of this.watchers.keys()) this.changed(orderId);
  }

  private async *follow<T>({ first, look, show, watching }: Followed<T>): AsyncGenerator<T> {
    const goesOn = (order: OrderRecord) =>
      !isOver(order) || (watching.afterwards === true && mayBePaidBack(order));
    const bell = this.bell(first.id);
    try {
      yield show(first);
      let seen = first;
      while (goesOn(seen) && !this.closed) {
        const order = await look();
        if (order.version > seen.version) yield show(order);
        else await bell.rung(isOver(order) ? SETTLED_LOOK_MS : LOOK_MS);
        seen = order;
      }
    } finally {
      bell.stop();
    }
  }

  /** Rings at a change, also at one between two waits. */
  private bell(orderId: string) {
    let rang = true;
    let answer: (() => void) | undefined;
    const wake = (): void => {
      rang = true;
      answer?.();
    };
    const watchers = this.watchers.get(orderId) ?? new Set();
    this.watchers.set(orderId, watchers.add(wake));
    return {
      async rung(limitMs: number): Promise<void> {
        if (!rang) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, limitMs);
            answer = () => {
              clearTimeout(timer);
              resolve();
            };
          });
        }
        rang = false;
      },
      stop: (): void => {
        watchers.delete(wake);
        if (watchers.size === 0 && this.watchers.get(orderId) === watchers) this.watchers.delete(orderId);
      },
    };
  }
}

const isOver = ({ state, returns = [] }: OrderRecord): boolean =>
  isFinal(state) && returns.every(({ is }) => nextOfReturn[is].length === 0);
