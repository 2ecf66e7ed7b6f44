import { dispatch } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { expect, it } from 'vitest';
import { newProduct, type Shopper, theAdmin } from '../../support/shopper.ts';
import { atCheckout } from '../support/buyer.ts';
import { pool } from '../support/pool.ts';
import { figure, scale, secondsSince } from '../support/scale.ts';
import type { OwnShop } from '../support/shop.ts';
import { moneyOf, type Witness } from '../support/witness.ts';

const KEYS = scale(60, 1_000);
const DUPLICATES = 5;
const STOPPED = scale(6, 50);
const AT_ONCE = 12;

/** R3: the same key is the same order, and the same money. */
export function idempotency(shop: () => OwnShop, witness: () => Witness): void {
  it(`R3 ${KEYS} keys, ${DUPLICATES} at once: as many orders, as many charges, the same bytes again`, async () => {
    const start = Date.now();
    const { sku } = await newProduct({ stock: KEYS });
    const placed = await pool(KEYS, AT_ONCE, async (index) => {
      const { shopper, body } = await atCheckout({ sku, gateway: index % 2 === 0 ? 'stripe' : 'worldpay' });
      const key = uuid();
      const replies = await Promise.all(Array.from({ length: DUPLICATES }, () => shopper.order(body, key)));
      expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 201));
      const texts = new Set(replies.map(({ text }) => text));
      expect(texts.size, 'different answers to the same key').toBe(1);
      return { shopper, body, key, text: [...texts][0], id: replies[0]?.body.id ?? '' };
    });
    const ids = placed.map(({ id }) => id);
    expect(new Set(ids).size).toBe(KEYS);
    const orders = await witness().ended(ids, 300_000);
    expect(await witness().ordersTo(placed.map(({ body }) => body.email))).toHaveLength(KEYS);
    const charges = await witness().charges();
    for (const { _id, state, totals } of orders) {
      expect(state).toBe('delivered');
      expect(charges.get(_id)).toHaveLength(1);
      expect(moneyOf(charges.get(_id))).toEqual({ kept: totals.total.amount, open: 0, times: 1 });
    }
    // Long after, when the order is somewhere else: the same bytes; another body: 422.
    await pool(KEYS, AT_ONCE, async (index) => {
      const { shopper, body, key, text } = placed[index] as (typeof placed)[number];
      const again = await shopper.order(body, key);
      expect([again.status, again.text]).toEqual([201, text]);
      const other = await shopper.order({ ...body, email: 'other@example.org' }, key);
      expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    });
    expect(await witness().ordersTo(['other@example.org'])).toEqual([]);
    expect((await witness().charges()).size).toBe(charges.size);
    expect(await witness().stockAtRest(sku)).toMatchObject({ available: 0, held: 0, sold: KEYS });
    figure(
      'R3',
      `${KEYS} keys × ${DUPLICATES} at once: ${orders.length} orders, ${ids.length} charges, ${KEYS} replays the same bytes, ${KEYS} other bodies 422, ${secondsSince(start)} (${shop().mongo})`,
    );
  });

  it(`R3 ${STOPPED} refunds and ${STOPPED} cancellations, ${DUPLICATES} at once: each undone once`, async () => {
    const start = Date.now();
    const { sku } = await newProduct({ stock: 2 * STOPPED });
    const admin = await theAdmin();
    const buy = async (): Promise<{ shopper: Shopper; id: string }> => {
      const { shopper, body } = await atCheckout({ sku });
      const reply = await shopper.order(body);
      expect(reply.status).toBe(201);
      return { shopper, id: reply.body.id };
    };
    const cancelled = await pool(STOPPED, AT_ONCE, async () => {
      const { shopper, id } = await buy();
      const ask = () => shopper.ask(dispatch.cancelOrder, { params: { orderId: id } });
      const replies = await Promise.all(Array.from({ length: DUPLICATES }, ask));
      // Too late is an answer too, once the parcel has left; never a fault.
      for (const { status } of replies) expect([200, 409]).toContain(status);
      return id;
    });
    const bought = await pool(STOPPED, AT_ONCE, buy);
    const refunded = bought.map(({ id }) => id);
    await witness().ended([...refunded, ...cancelled], 60_000);
    await pool(STOPPED, AT_ONCE, async (index) => {
      const params = { orderId: refunded[index] ?? '' };
      const key = { 'idempotency-key': uuid() };
      const ask = () => admin.ask(dispatch.refundOrder, { params, body: { reason: 'arrived broken' } }, key);
      const replies = await Promise.all(Array.from({ length: DUPLICATES }, ask));
      for (const { status } of replies) expect(status).toBe(200);
    });
    const orders = await witness().ended([...refunded, ...cancelled], 60_000);
    const charges = await witness().charges();
    for (const { _id, state, totals } of orders) {
      const { kept, open } = moneyOf(charges.get(_id));
      expect([state, kept, open]).toEqual([state, state === 'delivered' ? totals.total.amount : 0, 0]);
      const captured = (charges.get(_id) ?? []).filter((one) => one.captured > 0);
      for (const one of captured) expect(one.refunded).toBe(state === 'refunded' ? totals.total.amount : 0);
      if (refunded.includes(_id)) expect(state).toBe('refunded');
    }
    const undone = orders.filter(({ state }) => state !== 'delivered').length;
    figure(
      'R3',
      `${STOPPED} refunds and ${STOPPED} cancellations × ${DUPLICATES} at once: ${undone} undone, each once, ${secondsSince(start)}`,
    );
  });
}
