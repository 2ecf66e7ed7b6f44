import { Injectable } from '@nestjs/common';
import { cart, catalogue, type dispatch, type Input, Problem, shipping } from '@shop/contracts';
import { CallError, Peers } from '@shop/service';
import { v7 as uuid } from 'uuid';
import type { Asker } from '../promotion/guess.store.ts';
import { PromotionService } from '../promotion/promotion.service.ts';
import type { Basket } from '../promotion/rules/discount.ts';
import {
  basketOf,
  bySku,
  HEAVIEST,
  LARGEST_TOTAL,
  type Products,
  pricedLines,
  type Shortage,
  shortagesOf,
  totalsOf,
  weightOf,
} from './quote.ts';
import { QUOTE_LIFE_S, QuoteTokens } from './quote-tokens.ts';

type Promoted = Pick<dispatch.Quote, 'promotion' | 'refused'> & { discount?: number };

/** Works out what the shop offers for a cart, from what the other services say. The browser names no price. */
@Injectable()
export class QuoteService {
  constructor(
    private readonly peers: Peers,
    private readonly tokens: QuoteTokens,
    private readonly promotions: PromotionService,
  ) {}

  /** Throws cart_empty, out_of_stock, not_enough_stock, city_not_found, shipping_unavailable and service_unavailable. */
  async quote(
    asker: Asker,
    { cityId, service }: Input<typeof dispatch.createQuote>['body'],
    isSynthetic: boolean,
  ): Promise<dispatch.Quote> {
    const { ownerId } = asker;
    const [stored, city] = await Promise.all([
      this.peers.call(cart.readCart, { params: { ownerId } }),
      this.city(cityId),
    ]);
    if (stored.lines.length === 0) throw new Problem('cart_empty');
    const products = await this.products(stored.lines.map(({ sku }) => sku));
    refuseShortages(shortagesOf(stored.lines, products));
    const weightGrams = weightOf(stored.lines, products);
    const delivery = await this.rate(cityId, weightGrams, service);
    const lines = pricedLines(stored.lines, products);
    // A trial takes nobody's place in a promotion.
    const code = isSynthetic ? undefined : stored.promotion;
    const basket = basketOf(stored.lines, products, delivery.price);
    const { discount = 0, ...promoted } = await this.promoted(asker, code, basket);
    const totals = totalsOf(lines, delivery.price, discount);
    if (totals.total.amount > LARGEST_TOTAL) {
      throw new Problem('invalid_request', {
        detail: `An order may come to ${LARGEST_TOTAL / 100} at the most.`,
      });
    }
    const destination = { cityId, city: city.name, country: city.country };
    const id = uuid();
    const now = new Date();
    const quoted = lines.map(({ sku, quantity, unitPrice, name }) => ({
      sku,
      quantity,
      unitPrice: unitPrice.amount,
      name,
    }));
    const mark = isSynthetic ? { synthetic: true as const } : {};
    const { version: cartVersion } = stored;
    const { promotion } = promoted;
    const signed = promotion === undefined ? {} : { promotion: { ...promotion, discount } };
    const offer = { id, lines: quoted, delivery, destination, weightGrams, cartVersion, ...signed, ...mark };
    const token = await this.tokens.sign(offer, ownerId, now);
    const expiresAt = new Date((Math.floor(now.getTime() / 1000) + QUOTE_LIFE_S) * 1000).toISOString();
    return { id, lines, totals, delivery, destination, ...promoted, expiresAt, token, ...mark };
  }

  /** A code that does not count is no reason not to sell: the quote says why it is without it. */
  private async promoted(asker: Asker, code: string | undefined, basket: Basket): Promise<Promoted> {
    if (code === undefined) return {};
    const found = await this.promotions.judgeTry(asker, code, basket);
    if ('refusal' in found) return { refused: { code, ...found.refusal } };
    const { promotion, discount } = found;
    return { promotion: { code: promotion.code, title: promotion.title }, discount };
  }

  /** Products by SKU, as they are now. */
  async products(sku: string[]): Promise<Products> {
    return bySku((await this.peers.call(catalogue.findProducts, { query: { sku } })).items);
  }

  private async city(cityId: number): Promise<shipping.City> {
    try {
      return await this.peers.call(shipping.getCity, { params: { cityId } });
    } catch (error) {
      if (error instanceof CallError && error.status === 404)
        throw new Problem('city_not_found', { cause: error });
      throw error;
    }
  }

  private async rate(
    cityId: number,
    weightGrams: number,
    service: shipping.ShippingService,
  ): Promise<shipping.Rate> {
    if (weightGrams > HEAVIEST)
      throw new Problem('shipping_unavailable', { facts: { weightGrams, heaviest: HEAVIEST } });
    const rates = await this.rates(cityId, weightGrams);
    const rate = rates.find((one) => one.service === service);
    if (rate !== undefined) return rate;
    throw new Problem('shipping_unavailable', {
      facts: { service, offered: rates.map((one) => one.service) },
    });
  }

  private async rates(cityId: number, weightGrams: number): Promise<shipping.Rate[]> {
    try {
      return (await this.peers.call(shipping.listRates, { query: { cityId, weightGrams } })).items;
    } catch (error) {
      if (error instanceof CallError && error.code === 'shipping_unavailable') return [];
      throw error;
    }
  }
}

function refuseShortages(shortages: Shortage[]): void {
  if (shortages.length === 0) return;
  const soldOut = shortages.some(({ available }) => available === 0);
  throw new Problem(soldOut ? 'out_of_stock' : 'not_enough_stock', { facts: { items: shortages } });
}
