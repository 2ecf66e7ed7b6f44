import { randomBytes } from 'node:crypto';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { defaultLocale, type dispatch, type Input, localPath, Problem } from '@shop/contracts';
import { envelope, type MessageMeta } from '@shop/messaging';
import { log } from '@shop/service';
import { v7 as uuid } from 'uuid';
import { countTransition, observeOrders } from '../metrics.ts';
import { type Applied, PromotionService } from '../promotion/promotion.service.ts';
import { QuoteService } from '../quote/quote.service.ts';
import {
  basketOf,
  changesSince,
  type Products,
  pricedLines,
  type QuoteChange,
  totalsOf,
} from '../quote/quote.ts';
import { type Offer, QuoteTokens } from '../quote/quote-tokens.ts';
import { Settings } from '../settings.ts';
import { accessKeyOf, hashOf } from './access-key.ts';
import type { Outgoing } from './commands.ts';
import { Doorbell } from './doorbell.store.ts';
import type { Fact } from './facts.ts';
import { fingerprintOf } from './fingerprint.ts';
import { orderNumber, parseOrderNumber } from './number.ts';
import { type Change, OrderStore, type PageRange, type StoredOrder } from './order.store.ts';
import type { OrderRecord } from './order.ts';
import { adminOrderOf, asPlaced, orderOf, summaryOf, withoutPerson } from './order.view.ts';
import { isLinkOver } from './states.ts';
import { type Circumstances, type Decision, decide, place } from './workflow.ts';

type Body = Input<typeof dispatch.placeOrder>['body'];
type Wanted = Input<typeof dispatch.listAllOrders>['query'];
type Placed = dispatch.Order & { accessKey: string };
const NUMBER_TRIES = 5;

/** What else a change tells, besides what every such change does. */
export type Tells = (after: OrderRecord) => Outgoing[];

/** Orders: placing, reading, stopping, and learning what the other services say. */
@Injectable()
export class OrderService implements OnModuleDestroy {
  private readonly unobserve: () => void;

  constructor(
    private readonly store: OrderStore,
    private readonly quotes: QuoteService,
    private readonly tokens: QuoteTokens,
    private readonly settings: Settings,
    private readonly promotions: PromotionService,
    private readonly doorbell: Doorbell,
  ) {
    this.unobserve = observeOrders(store);
  }

  onModuleDestroy(): void {
    this.unobserve();
  }

  /**
   * Places an order; the same key and body again get the same answer. Throws idempotency_key_reused, quote_expired,
   * quote_invalid (also when the quote was ordered already: `facts` name that order), destination_mismatch,
   * price_changed, and synthetic_refused where quote and order are not both synthetic or both real.
   */
  async place(ownerId: string, key: string, body: Body, isSynthetic: boolean): Promise<Placed> {
    const mark = isSynthetic ? { synthetic: true as const } : {};
    const fingerprint = fingerprintOf({ ...body, ...mark });
    const earlier = await this.store.byKey(ownerId, key);
    if (earlier !== undefined) return this.again(earlier, fingerprint);
    const offer = await this.tokens.read(body.quote, ownerId);
    refuseOtherKind(offer, isSynthetic);
    refuseOtherDestination(offer, body);
    const used = await this.store.byQuote(offer.id);
    if (used !== undefined) return this.clashing(ownerId, key, offer, fingerprint);
    const products = await this.quotes.products(offer.lines.map(({ sku }) => sku));
    const changes = changesSince(offer.lines, products);
    const { applied, change } = await this.promoted(ownerId, offer, products);
    if (change !== undefined) changes.push(change);
    if (changes.length > 0) throw new Problem('price_changed', { facts: { changes } });
    const lines = pricedLines(offer.lines, products);
    const id = uuid();
    const { delivery, weightGrams, cartVersion } = offer;
    const { address, email, payment, locale } = body;
    const totals = totalsOf(lines, delivery.price, applied?.discount);
    const returnUrl = this.settings.publicUrl + localPath(locale ?? defaultLocale, `/orders/${id}`);
    const accessKeyHash = hashOf(accessKeyOf(this.settings.accessSecret, id));
    const unique = { accessKeyHash, quoteId: offer.id, idempotencyKey: key, fingerprint };
    const { version, holdMs } = this.settings;
    const promotion = applied && (await this.use(applied, offer, ownerId, email));
    const circumstances = { now: new Date(), cause: 'placed by the shopper', version, holdMs };
    for (let attempt = 0; attempt < NUMBER_TRIES; attempt++) {
      const number = orderNumber(randomBytes(8));
      const bought = { lines, totals, promotion, delivery, weightGrams, cartVersion };
      const decision = place(
        { id, number, ownerId, ...bought, address, email, locale, returnUrl, payment, ...mark },
        circumstances,
      );
      const clash = await this.store.insert(changeOf(decision), unique);
      if (clash === undefined) {
        countTransition(undefined, decision.order);
        return this.placed(decision.order);
      }
      if (clash !== 'number') return this.clashing(ownerId, key, offer, fingerprint);
    }
    throw new Problem('service_unavailable', { detail: 'No free order number was found.' });
  }

  /** The promotion of an offer as it counts now, and what is different. */
  private async promoted(
    ownerId: string,
    { id, lines, delivery, promotion }: Offer,
    products: Products,
  ): Promise<{ applied?: Applied; change?: QuoteChange }> {
    if (promotion === undefined) return {};
    const basket = basketOf(lines, products, delivery.price);
    const found = await this.promotions.judge(ownerId, promotion.code, basket, id);
    if ('refusal' in found) return { change: lost(promotion, found.refusal.reason) };
    if (found.discount === promotion.discount) return { applied: found };
    const { code: sku, title: name, discount: was } = promotion;
    return { change: { sku, name, what: 'promotion', was, now: found.discount } };
  }

  /**
   * Takes the use that the order counts as, under the id of its quote: placed again, the order finds it taken already. Nothing
   * may be refused after it; what dies before the order is stored, the sweeper of uses finds.
   */
  private async use({ promotion, discount }: Applied, { id: useId }: Offer, ownerId: string, email: string) {
    const reason = await this.promotions.take(promotion, { useId, ownerId, email });
    const { id, code, title } = promotion;
    const ofDelivery = promotion.benefit.kind === 'free_shipping' ? { ofDelivery: true as const } : {};
    if (reason === undefined) return { id, code, title, useId, ...ofDelivery };
    const changes = [lost({ code, title, discount }, reason)];
    throw new Problem('price_changed', { facts: { changes } });
  }

  /** Another request was first: with the same key, or with the same quote. */
  private async clashing(ownerId: string, key: string, offer: Offer, fingerprint: string): Promise<Placed> {
    const winner = await this.store.byKey(ownerId, key);
    if (winner !== undefined) return this.again(winner, fingerprint);
    const used = await this.store.byQuote(offer.id);
    throw new Problem('quote_invalid', {
      detail: 'This offer was ordered already; one offer makes one order.',
      facts: { orderId: used?.id, number: used?.number },
    });
  }

  private again(order: StoredOrder, fingerprint: string): Placed {
    if (order.fingerprint !== fingerprint) throw new Problem('idempotency_key_reused');
    return this.placed(order);
  }

  private placed(order: OrderRecord): Placed {
    return { ...asPlaced(order), accessKey: accessKeyOf(this.settings.accessSecret, order.id) };
  }

  async list(ownerId: string, range: PageRange) {
    const { items, total } = await this.store.listOf(ownerId, range);
    return { items: items.map(summaryOf), ...range, total };
  }

  /** Throws order_not_found, also for another shopper's order. */
  async get(ownerId: string, orderId: string): Promise<dispatch.Order> {
    return this.shown(await this.owned(ownerId, orderId));
  }

  /** An order as its shopper sees it now. */
  shown(order: OrderRecord): dispatch.Order {
    return orderOf(order, { days: this.settings.returnDays, now: new Date() });
  }

  async owned(ownerId: string, orderId: string): Promise<OrderRecord> {
    return found(await this.store.ofOwner(orderId, ownerId));
  }

  /** The same without whatever says who it is for. */
  shownOpened(order: OrderRecord): dispatch.OpenedOrder {
    return withoutPerson(this.shown(order));
  }

  /** As its link shows it. Throws order_not_found and order_link_expired. */
  async open(accessKey: string): Promise<dispatch.OpenedOrder> {
    return this.shownOpened(await this.opened(accessKey));
  }

  /** All of it, for who knows the e-mail address. Throws the same, wrong_email and too_many_attempts. */
  async prove(accessKey: string, email: string): Promise<dispatch.Order> {
    return this.shown(await this.proven(accessKey, email));
  }

  async proven(accessKey: string, email: string): Promise<OrderRecord> {
    const order = await this.opened(accessKey);
    await this.doorbell.ring(order.id, order.email === email);
    return order;
  }

  /** Throws order_not_found and order_link_expired. */
  async opened(accessKey: string): Promise<OrderRecord> {
    const order = found(await this.store.byAccessKey(hashOf(accessKey)));
    if (isLinkOver(order, this.settings.linkDays, new Date())) throw new Problem('order_link_expired');
    return order;
  }

  /** Throws order_not_found and order_not_cancellable. */
  async cancel(ownerId: string, orderId: string): Promise<dispatch.Order> {
    await this.owned(ownerId, orderId);
    return this.shown(
      await this.apply(orderId, { kind: 'stopped', by: 'shopper' }, 'cancelled by the shopper'),
    );
  }

  async listAll({ state, q, from, to, page, size }: Wanted) {
    const number = q === undefined ? undefined : parseOrderNumber(q);
    const wanted = {
      ...(state === undefined ? {} : { state }),
      ...(q === undefined || q === '' ? {} : number === undefined ? { email: q.toLowerCase() } : { number }),
    };
    const { items, total } = await this.store.search(
      { ...wanted, ...placedWithin(from, to) },
      { page, size },
    );
    return { items: items.map((order) => ({ ...summaryOf(order), email: order.email })), page, size, total };
  }

  async getAny(orderId: string): Promise<dispatch.AdminOrder> {
    return adminOrderOf(found(await this.store.byId(orderId)));
  }

  /** Another service has said something about an order. One we do not know is nothing to us. */
  async learn(orderId: string, fact: Fact, meta: MessageMeta): Promise<void> {
    try {
      await this.apply(orderId, fact, meta.type, { meta });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'order_not_found') throw error;
      log.warn({ orderId, type: meta.type }, 'a message about an order that is not here');
    }
  }

  /** Applies a fact to an order and tells what became of it. What a change `tells` besides is stored with it. */
  async apply(
    orderId: string,
    fact: Fact,
    cause: string,
    { meta, tells = () => [] }: { meta?: MessageMeta; tells?: Tells | undefined } = {},
  ): Promise<OrderRecord> {
    const given: Circumstances = {
      now: new Date(),
      cause,
      messageId: meta?.id,
      attempt: meta?.attempt,
      sender: meta?.from,
      version: this.settings.version,
      refundId: uuid(),
    };
    const decideOn = (order: OrderRecord): Change | undefined => {
      const decision = decide(order, fact, given);
      if (decision === undefined) return undefined;
      return changeOf({ ...decision, messages: [...decision.messages, ...tells(decision.order)] });
    };
    const { before, after } = await this.store.change(orderId, decideOn, meta);
    countTransition(before.state, after);
    return after;
  }

  /** An account was deleted: its orders forget who it was, those under way when they have ended. */
  async forget(ownerId: string, meta: MessageMeta): Promise<void> {
    for (const id of await this.store.toForget(ownerId)) {
      await this.apply(id, { kind: 'ownerDeleted' }, meta.type, { meta });
    }
    await this.promotions.forget(ownerId);
  }
}

const lost = (
  { code: sku, title: name, discount: was }: NonNullable<Offer['promotion']>,
  reason: NonNullable<QuoteChange['reason']>,
): QuoteChange => ({ sku, name, what: 'promotion', was, now: 0, reason });

const DAY_MS = 24 * 60 * 60 * 1000;

/** Orders placed on these days, both counted. */
function placedWithin(from: string | undefined, to: string | undefined) {
  if (from === undefined && to === undefined) return {};
  const since = from === undefined ? {} : { $gte: new Date(from) };
  const until = to === undefined ? {} : { $lt: new Date(new Date(to).getTime() + DAY_MS) };
  return { placedAt: { ...since, ...until } };
}

const changeOf = ({ order, messages }: Decision): Change => ({
  order,
  outbox: messages.map(({ message, payload }) => envelope(message, payload)),
});

function found<T>(order: T | undefined): T {
  if (order === undefined) throw new Problem('order_not_found');
  return order;
}

const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

function refuseOtherKind(offer: Offer, isSynthetic: boolean): void {
  if ((offer.synthetic === true) === isSynthetic) return;
  const detail = isSynthetic
    ? 'The quote is a real one: ask for a quote with the mark, and order that.'
    : 'The quote is synthetic: order it with the mark.';
  throw new Problem('synthetic_refused', { detail });
}

function refuseOtherDestination({ destination }: Offer, { address }: Body): void {
  const same =
    address.cityId === destination.cityId &&
    address.country === destination.country &&
    sameName(address.city, destination.city);
  if (!same) throw new Problem('destination_mismatch', { facts: { destination } });
}
