import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { cards, newProduct } from '../../support/shopper.ts';
import { shop as running } from '../../support/stack.ts';
import { until } from '../../support/until.ts';
import { atCheckout } from '../support/buyer.ts';
import { pool } from '../support/pool.ts';
import { figure, scale, secondsSince } from '../support/scale.ts';
import type { OwnShop } from '../support/shop.ts';
import { moneyOf, type Witness } from '../support/witness.ts';

const BUYERS = scale(60, 500);
const UNITS = scale(8, 50);
const AT_ONCE = 12;
const BACK_WITHIN_MS = 10_000;
const CLEAR = /sold out|in stock|left|available/i;

/** R5: as many orders as there are goods, and what nobody pays for comes back. */
export function oversell(shop: () => OwnShop, witness: () => Witness): void {
  it(`R5 ${BUYERS} buyers of ${UNITS} units: ${UNITS} orders, clear words for the others`, async () => {
    const { sku } = await newProduct({ stock: UNITS });
    const buyers = await pool(BUYERS, AT_ONCE, (index) =>
      atCheckout({ sku, gateway: index % 2 === 0 ? 'stripe' : 'worldpay' }),
    );
    const start = Date.now();
    const replies = await Promise.all(buyers.map(({ shopper, body }) => shopper.order(body)));
    const ids = replies.filter(({ status }) => status === 201).map(({ body }) => body.id);
    const refused = replies.filter(({ status }) => status !== 201);
    for (const { status, body } of refused) {
      expect([status, body.code]).toEqual([409, 'price_changed']);
      expect(body.facts?.['changes']).toMatchObject([{ sku, what: 'stock', now: 0 }]);
    }
    const orders = await witness().ended(ids, 120_000);
    const bought = orders.filter(({ state }) => state === 'delivered');
    const late = orders.filter(({ state }) => state !== 'delivered');
    expect(bought).toHaveLength(UNITS);
    expect(refused.length + late.length).toBe(BUYERS - UNITS);
    for (const { state, reason } of late) expect([state, reason]).toEqual(['cancelled', 'out_of_stock']);
    const told = new Set(
      await pool(late.length, AT_ONCE, async (index) => {
        const id = late[index]?._id ?? '';
        const buyer = buyers[replies.findIndex(({ body }) => body.id === id)];
        return (await buyer?.shopper.see(id))?.timeline.at(-1)?.text ?? 'nothing';
      }),
    );
    for (const words of told) expect(words).toMatch(CLEAR);
    expect(await witness().stockAtRest(sku)).toMatchObject({ available: 0, held: 0, sold: UNITS });
    const charges = await witness().charges();
    for (const { _id } of late) expect(moneyOf(charges.get(_id))).toEqual({ kept: 0, open: 0, times: 0 });
    figure(
      'R5',
      `${BUYERS} buyers of ${UNITS} units: ${bought.length} orders, ${refused.length} refused at once, ${late.length} cancelled as sold out, ${secondsSince(start)} (${shop().mongo})`,
    );
  });

  it(`R5 ${UNITS} units that are held and never paid for come back in time, though the workflow is dead`, async () => {
    const { sku } = await newProduct({ stock: UNITS });
    const ids = await pool(UNITS, AT_ONCE, async () => {
      const { shopper, body } = await atCheckout({ sku, card: cards.asked });
      const reply = await shopper.order(body);
      expect(reply.status).toBe(201);
      return reply.body.id;
    });
    await until('all are held', async () => (await witness().stock(sku)).held === UNITS, 60_000);
    await running.kill('dispatch');
    const { holds } = await witness().stock(sku);
    expect(holds.length).toBeGreaterThan(0);
    const ends = Math.max(...holds.map(({ expiresAt }) => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY));
    expect(ends - Date.now()).toBeLessThan(120_000);
    await wait(Math.max(0, ends - Date.now()));
    await until('all are back', async () => (await witness().stock(sku)).available === UNITS, BACK_WITHIN_MS);
    const late = (Date.now() - ends) / 1_000;
    await running.start('dispatch');
    const orders = await witness().ended(ids, 180_000);
    for (const { state, reason } of orders) expect([state, reason]).toEqual(['cancelled', 'payment_expired']);
    expect(await witness().stockAtRest(sku)).toMatchObject({ available: UNITS, held: 0, sold: 0 });
    const charges = await witness().charges();
    for (const id of ids) expect(moneyOf(charges.get(id))).toEqual({ kept: 0, open: 0, times: 0 });
    figure('R5', `${UNITS} holds of dead orders: all back ${late.toFixed(1)} s after their time ran out`);
  });
}
