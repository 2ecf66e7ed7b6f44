import { Injectable } from '@nestjs/common';
import { cart, type dispatch, type Output } from '@shop/contracts';
import { CallError, log, Peers } from '@shop/service';
import { AfterSaleStore } from '../order/after-sale.store.ts';
import { OrderStore } from '../order/order.store.ts';
import { isFinal } from '../order/states.ts';
import { FiguresStore } from './figures.store.ts';
import { dayOf, everyDay, firstOf, funnelOf } from './figures.ts';

type Figures = Output<typeof dispatch.getFigures>;

/** How long figures are shown again before they are counted anew, in ms. */
const KEEP_MS = 10_000;
const CARTS_LIMIT_MS = 2_000;
const ONE = { page: 1, size: 1 };

/** What the shop's people look at in the morning. Counted once for all who look within some seconds. */
@Injectable()
export class FiguresService {
  private readonly kept = new Map<number, { until: number; figures: Promise<Figures> }>();

  constructor(
    private readonly store: FiguresStore,
    private readonly orders: OrderStore,
    private readonly afterSale: AfterSaleStore,
    private readonly peers: Peers,
  ) {}

  figures(days: number): Promise<Figures> {
    const now = new Date();
    const known = this.kept.get(days);
    if (known !== undefined && known.until > now.getTime()) return known.figures;
    const figures = this.count(days, now);
    this.kept.set(days, { until: now.getTime() + KEEP_MS, figures });
    // What could not be counted is counted anew at the next look.
    figures.catch(() => this.kept.delete(days));
    return figures;
  }

  /** Somebody was given a quote. That it is not counted keeps nobody from buying. */
  quoted(): void {
    this.store
      .countQuote(dayOf(new Date()))
      .catch((err: unknown) => log.warn({ err }, 'a quote was not counted'));
  }

  private async count(days: number, now: Date): Promise<Figures> {
    const since = firstOf(days, now);
    const [rows, quotes, carts, states, stuck, returns, refunds] = await Promise.all([
      this.store.days(since),
      this.store.quotesSince(dayOf(since)),
      this.carts(),
      this.orders.countByState(),
      this.orders.countStuck(),
      this.afterSale.returns(['requested', 'approved'], ONE),
      this.afterSale.refunds('waiting', ONE),
    ]);
    return {
      at: now.toISOString(),
      days: everyDay(rows, days, now),
      funnel: funnelOf(rows, { carts, quotes }),
      open: states.reduce((sum, { state, count }) => sum + (isFinal(state) ? 0 : count), 0),
      returns: returns.total,
      refunds: refunds.total,
      stuck,
    };
  }

  private async carts(): Promise<number | undefined> {
    try {
      const { carts, all } = await this.peers.call(cart.countCarts, {}, { timeoutMs: CARTS_LIMIT_MS });
      return all ? carts : undefined;
    } catch (error) {
      if (error instanceof CallError) return undefined;
      throw error;
    }
  }
}
