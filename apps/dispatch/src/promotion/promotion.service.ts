import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  cart,
  catalogue,
  type dispatch,
  type Envelope,
  type Output,
  Problem,
  type user,
} from '@shop/contracts';
import { envelope } from '@shop/messaging';
import { failpoint, Peers } from '@shop/service';
import { v7 as uuid } from 'uuid';
import { acted } from '../operations/acted.ts';
import { basketOf, bySku } from '../quote/quote.ts';
import { type Asker, PromotionGuessStore } from './guess.store.ts';
import { type PromotionRecord, PromotionStore } from './promotion.store.ts';
import { promotionOf, termsOf } from './promotion.view.ts';
import { type Basket, judge, type Refusal } from './rules/discount.ts';
import { PromotionUseStore } from './use.store.ts';

/** A promotion that counts, with what it takes off in minor units. */
export interface Applied {
  promotion: PromotionRecord;
  discount: number;
}

/** Promotions: whether a code counts, whose use it is, and what the shop decides about them. */
@Injectable()
export class PromotionService {
  constructor(
    private readonly promotions: PromotionStore,
    private readonly uses: PromotionUseStore,
    private readonly guesses: PromotionGuessStore,
    private readonly peers: Peers,
  ) {}

  /** What a code would take off the shopper's cart. Throws the reason when nothing; cart_empty. */
  async check(asker: Asker, code: string): Promise<Output<typeof dispatch.checkPromotion>> {
    const { ownerId } = asker;
    const { lines } = await this.peers.call(cart.readCart, { params: { ownerId } });
    if (lines.length === 0) throw new Problem('cart_empty');
    const sku = lines.map((line) => line.sku);
    const { items } = await this.peers.call(catalogue.findProducts, { query: { sku } });
    const basket = basketOf(lines, bySku(items));
    const found = await this.judgeTry(asker, code, basket);
    if ('refusal' in found) throw problemOf(found.refusal);
    const { promotion, discount } = found;
    const subtotal = basket.lines.reduce((sum, { amount }) => sum + amount, 0);
    return {
      code: promotion.code,
      title: promotion.title,
      kind: promotion.benefit.kind,
      discount: { amount: discount, currency: 'EUR' },
      subtotal: { amount: subtotal - discount, currency: 'EUR' },
    };
  }

  /** The same as `judge` for a code that anybody may have typed: whoever tries many that the shop does not know has to wait. */
  async judgeTry(asker: Asker, code: string, basket: Basket): Promise<Applied | { refusal: Refusal }> {
    const guess = await this.guesses.begin(code, asker, new Date());
    if ('waitS' in guess) return { refusal: { reason: 'too_many_attempts', retryAfterS: guess.waitS } };
    const found = await this.judge(asker.ownerId, code, basket);
    if (!('refusal' in found) || found.refusal.reason !== 'promotion_unknown') await guess.known();
    return found;
  }

  /** Whether a code counts for a basket now, and what it takes off. A use that is the asker's own already is no hindrance. */
  async judge(
    ownerId: string,
    code: string,
    basket: Basket,
    except?: string,
  ): Promise<Applied | { refusal: Refusal }> {
    const promotion = await this.promotions.byCode(code);
    if (promotion === undefined) return { refusal: { reason: 'promotion_unknown' } };
    const [all, shopper] = await Promise.all([
      this.uses.count(promotion.id, { except }),
      this.uses.count(promotion.id, { ownerId, except }),
    ]);
    const verdict = judge(promotion, basket, { all, shopper }, new Date());
    return 'refusal' in verdict ? verdict : { promotion, ...verdict };
  }

  /** Takes a use for the order of a quote; the reason when there is none to be had. */
  async take(
    { id, limit, perShopper }: PromotionRecord,
    { useId, ownerId, email }: { useId: string; ownerId: string; email: string },
  ): Promise<Refusal['reason'] | undefined> {
    const digest = createHash('sha256').update(`${id} ${email.toLowerCase()}`).digest('hex');
    const wish = { useId, promotionId: id, limit, perShopper, ownerId, email: digest };
    await failpoint('promotion.before-take');
    const refusal = await this.uses.take(wish, new Date());
    await failpoint('promotion.after-take');
    return refusal;
  }

  async giveBack(useId: string): Promise<void> {
    await failpoint('promotion.before-give-back');
    await this.uses.giveBack(useId);
    await failpoint('promotion.after-give-back');
  }

  forget(ownerId: string): Promise<void> {
    return this.uses.forget(ownerId);
  }

  async list({ page, size }: { page: number; size: number }) {
    const { items, total } = await this.promotions.page(page, size);
    return { items: await Promise.all(items.map((one) => this.shown(one))), page, size, total };
  }

  /** Throws promotion_not_found. */
  async get(id: string): Promise<dispatch.Promotion> {
    return this.shown(found(await this.promotions.byId(id)));
  }

  /** Throws promotion_code_taken. */
  async create(terms: dispatch.PromotionTerms, admin: user.Shopper): Promise<dispatch.Promotion> {
    const now = new Date();
    const promotion = { id: uuid(), ...termsOf(terms), createdAt: now, updatedAt: now };
    await this.promotions.insert(promotion, newsOf(admin, 'promotion-created', promotion));
    return this.shown(promotion);
  }

  /** Throws promotion_not_found and promotion_code_taken. */
  async change(id: string, terms: dispatch.PromotionTerms, admin: user.Shopper): Promise<dispatch.Promotion> {
    const after = termsOf(terms);
    const news = newsOf(admin, 'promotion-changed', { id, ...after });
    return this.shown(found(await this.promotions.replace(id, after, new Date(), news)));
  }

  /** Throws promotion_not_found. */
  async end(id: string, admin: user.Shopper, reason: string): Promise<dispatch.Promotion> {
    const news = newsOf(admin, 'promotion-ended', found(await this.promotions.byId(id)), reason);
    return this.shown(found(await this.promotions.end(id, new Date(), news)));
  }

  private async shown(promotion: PromotionRecord): Promise<dispatch.Promotion> {
    return promotionOf(promotion, await this.uses.count(promotion.id), new Date());
  }
}

/** What the audit log is told. */
function newsOf(
  admin: user.Shopper,
  what: dispatch.AuditEntry['what'],
  { id, code, title }: Pick<PromotionRecord, 'id' | 'code' | 'title'>,
  reason?: string,
): Envelope {
  const { message, payload } = acted(admin, { what, subject: id, reason, facts: { code, title } });
  return envelope(message, payload);
}

function found(promotion: PromotionRecord | undefined): PromotionRecord {
  if (promotion === undefined) throw new Problem('promotion_not_found');
  return promotion;
}

function problemOf({ reason, ...facts }: Refusal): Problem {
  return new Problem(reason, { facts });
}
