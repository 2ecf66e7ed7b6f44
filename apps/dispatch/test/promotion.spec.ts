import { setTimeout as wait } from 'node:timers/promises';
import { CLIENT_HEADER, dispatch } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { until } from '../../../tests/support/until.ts';
import { PromotionUseStore } from '../src/promotion/use.store.ts';
import { UseSweeper } from '../src/promotion/use.sweeper.ts';
import { startShop } from './shop.ts';

let shop: Awaited<ReturnType<typeof startShop>>;
let merchant: Awaited<ReturnType<typeof shop.shopper>>;
beforeAll(async () => {
  shop = await startShop();
  merchant = await shop.shopper({ kind: 'member', role: 'merchant' });
});
afterAll(() => shop?.stop());

const eur = (amount: number) => ({ amount, currency: 'EUR' });
const tenPercent = { kind: 'percentage', percent: 10 };

/** A promotion nobody else's test knows. */
async function begin(terms: Record<string, unknown> = {}) {
  const code = `T-${uuid().slice(-12)}`;
  const body = { code, title: 'Ten off', benefit: tenPercent, ...terms };
  const { status, body: made } = await merchant.ask(dispatch.createPromotion, { body });
  if (status !== 201) throw new Error(JSON.stringify(made));
  return made;
}
const usesOf = async (promotionId: string) =>
  (await merchant.ask(dispatch.getPromotion, { params: { promotionId } })).body.uses;
/** Somebody with two robots for 39.98 in his cart, and a code. */
async function shopperWith(code: string, amount = 1999) {
  const ada = await shop.shopper();
  ada.puts(shop.stock('UHJ', amount).sku, 2);
  ada.promotes(code);
  return ada;
}
type Ada = Awaited<ReturnType<typeof shopperWith>>;
const orderOf = async (ada: Ada, card?: string) => ada.bodyFor((await ada.quote()).body.token, card);

describe('a code in the cart', () => {
  it('takes its part off the quote, the order, the money and the e-mail', async () => {
    const { code, id } = await begin();
    const ada = await shopperWith(code);
    const checked = await ada.ask(dispatch.checkPromotion, { body: { code: code.toLowerCase() } });
    expect(checked).toMatchObject({ status: 200, body: { code, discount: eur(399), subtotal: eur(3599) } });
    const quote = (await ada.quote()).body;
    expect(quote).toMatchObject({
      promotion: { code, title: 'Ten off' },
      totals: {
        subtotal: eur(3998),
        shipping: eur(499),
        discount: eur(399),
        total: eur(4098),
        tax: eur(683),
      },
    });
    const placed = await ada.place(ada.bodyFor(quote.token));
    expect(placed).toMatchObject({ status: 201, body: { totals: quote.totals, promotion: { code } } });
    expect(await usesOf(id)).toBe(1);
    await ada.reaches(placed.body.id, 'captured');
    const mail = await until('the receipt', async () =>
      shop.mailbox.mails.find(({ to, subject }) => to.includes(ada.email) && subject.includes('confirmed')),
    );
    expect(mail.text).toContain('Ten off');
    expect(mail.text).toContain('−€3.99');
  });

  it('pays for the delivery', async () => {
    const { code } = await begin({ benefit: { kind: 'free_shipping' } });
    const ada = await shopperWith(code);
    expect((await ada.quote()).body.totals).toMatchObject({ discount: eur(499), total: eur(3998) });
  });

  it('that does not count is no hindrance, and the quote says why', async () => {
    const { code } = await begin({ minimum: eur(5000) });
    const ada = await shopperWith(code);
    expect(await ada.ask(dispatch.checkPromotion, { body: { code } })).toMatchObject({
      status: 409,
      body: { code: 'promotion_subtotal_too_small', facts: { missing: eur(1002) } },
    });
    const { status, body } = await ada.quote();
    expect(status).toBe(201);
    expect(body.refused).toEqual({ code, reason: 'promotion_subtotal_too_small', missing: eur(1002) });
    expect(body.totals).not.toHaveProperty('discount');
    const unknown = await ada.ask(dispatch.checkPromotion, { body: { code: 'NO-SUCH-CODE' } });
    expect(unknown).toMatchObject({ status: 404, body: { code: 'promotion_unknown' } });
  });

  it('that ends between quote and order is shown as a difference, and nothing is ordered', async () => {
    const { code, id } = await begin();
    const ada = await shopperWith(code);
    const body = await orderOf(ada);
    const params = { promotionId: id };
    const ended = await merchant.ask(dispatch.endPromotion, { params, body: { reason: 'sold enough' } });
    expect(ended.body.standing).toBe('ended');
    const change = {
      sku: code,
      name: 'Ten off',
      what: 'promotion',
      was: 399,
      now: 0,
      reason: 'promotion_over',
    };
    expect(await ada.place(body)).toMatchObject({
      status: 409,
      body: { code: 'price_changed', facts: { changes: [change] } },
    });
    expect((await ada.ask(dispatch.listOrders)).body.total).toBe(0);
    expect((await ada.place(await orderOf(ada))).body.totals.total).toEqual(eur(4497));
    const admin = await shop.shopper({ kind: 'member', role: 'admin' });
    const logged = async () => (await admin.ask(dispatch.listAudit, { query: { subject: id } })).body.items;
    await until('both acts are in the audit log', async () => (await logged()).length === 2);
    expect(await logged()).toMatchObject([
      { what: 'promotion-ended', reason: 'sold enough', who: { id: merchant.id }, facts: { code } },
      { what: 'promotion-created' },
    ]);
  });
});

describe('whoever guesses codes', () => {
  const tries = (ada: Ada, code: string, from?: string) =>
    send(
      shop.service.url,
      dispatch.checkPromotion,
      { body: { code } },
      {
        token: ada.token,
        ...(from === undefined ? {} : { headers: { [CLIENT_HEADER]: from } }),
      },
    );
  const guess = () => `G-${uuid().slice(-12)}`;
  const QUARTER_MS = 15 * 60_000;
  const ENOUGH_MS = 75_000;
  // Guesses are counted by the quarter of an hour: what is counted here has to be in one of them.
  beforeEach(async () => {
    const left = QUARTER_MS - (Date.now() % QUARTER_MS);
    if (left < ENOUGH_MS) await wait(left);
  });

  it('has to wait after five that nobody knows, also for a right one, in the cart and at the checkout', async () => {
    const { code } = await begin();
    const ada = await shopperWith(code);
    const wrong = guess();
    expect((await tries(ada, code)).status).toBe(200);
    // The same wrong one again and again is a slip of the finger, and a right one is no guess.
    for (let n = 0; n < 8; n++) expect((await tries(ada, wrong)).status).toBe(404);
    for (let n = 0; n < 5; n++) expect((await tries(ada, code)).status).toBe(200);
    const all = await Promise.all(Array.from({ length: 30 }, () => tries(ada, guess())));
    expect(all.filter(({ status }) => status === 404).length).toBeLessThanOrEqual(5);
    const waits = await until('it waits', async () => {
      await tries(ada, guess());
      const reply = await tries(ada, code);
      return reply.status === 429 && reply;
    });
    expect(waits.body).toMatchObject({ code: 'too_many_attempts' });
    expect(Number(waits.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(waits.body.facts).toEqual({ retryAfterS: Number(waits.headers.get('retry-after')) });
    // Each guess makes it wait twice as long: before long for longer than a slow machine takes to quote.
    const quoted = await until('it waits at the checkout', async () => {
      await tries(ada, guess());
      const reply = await ada.quote();
      return reply.body.refused !== undefined && reply;
    });
    expect(quoted).toMatchObject({ status: 201, body: { refused: { code, reason: 'too_many_attempts' } } });
    expect(quoted.body.totals).not.toHaveProperty('discount');
    const bob = await shopperWith(code);
    expect((await tries(bob, code)).status).toBe(200);
    const soon = await until(
      'it was long enough',
      async () => {
        const reply = await tries(ada, code);
        return reply.status === 200 && reply;
      },
      60_000,
    );
    expect(soon.body.discount).toEqual(eur(399));
  });

  it('gets no further as a hundred guests from one address', async () => {
    const { code } = await begin();
    const from = `2001:db8::${uuid().slice(0, 4)}`;
    for (let n = 0; n < 25; n++) {
      const guests = await Promise.all(Array.from({ length: 4 }, () => shopperWith(code)));
      for (const reply of await Promise.all(guests.map((one) => tries(one, guess(), from))))
        expect(reply.status).toBe(404);
    }
    const next = await shopperWith(code);
    expect(await tries(next, code, from)).toMatchObject({ status: 429, body: { code: 'too_many_attempts' } });
    expect((await tries(next, code, '2001:db8::ffff:1')).status).toBe(200);
  });
});

describe('a promotion that may be used so many times', () => {
  it('gives the last use to one of two who take it at once', async () => {
    const { code, id } = await begin({ limit: 3 });
    const many = await Promise.all(Array.from({ length: 8 }, () => shopperWith(code)));
    const bodies = await Promise.all(many.map((ada) => orderOf(ada)));
    const replies = await Promise.all(many.map((ada, i) => ada.place(bodies[i])));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(3);
    for (const { body } of replies.filter(({ status }) => status !== 201)) {
      expect(body).toMatchObject({ facts: { changes: [{ now: 0, reason: 'promotion_used_up' }] } });
    }
    expect(await usesOf(id)).toBe(3);
  });

  it('knows a shopper again, by account and by e-mail address', async () => {
    const { code } = await begin({ perShopper: 1 });
    const ada = await shopperWith(code);
    expect((await ada.place(await orderOf(ada))).status).toBe(201);
    expect((await ada.quote()).body.refused).toEqual({ code, reason: 'promotion_used_by_you' });
    const again = await shopperWith(code);
    const body = { ...(await orderOf(again)), email: ada.email };
    expect(await again.place(body)).toMatchObject({
      status: 409,
      body: { facts: { changes: [{ reason: 'promotion_used_by_you' }] } },
    });
  });

  it('counts an order once, however often it is sent', async () => {
    const { code, id } = await begin({ limit: 5, perShopper: 1 });
    const ada = await shopperWith(code);
    const [body, key] = [await orderOf(ada), uuid()];
    const replies = await Promise.all(Array.from({ length: 5 }, () => ada.place(body, key)));
    expect(replies.map(({ status }) => status)).toEqual(Array(5).fill(201));
    expect(new Set(replies.map((reply) => reply.body.id)).size).toBe(1);
    expect(await usesOf(id)).toBe(1);
  });

  it('is free again when the order is cancelled', async () => {
    const { code, id } = await begin({ limit: 1, perShopper: 1 });
    const ada = await shopperWith(code);
    const declined = await ada.place(await orderOf(ada, 'tok_declines'));
    await ada.reaches(declined.body.id, 'cancelled');
    await until('the use is back', async () => (await usesOf(id)) === 0);
    const placed = await ada.place(await orderOf(ada));
    expect(placed).toMatchObject({ status: 201, body: { totals: { discount: eur(399) } } });
    await ada.ask(dispatch.cancelOrder, { params: { orderId: placed.body.id } });
    await until('the use is back again', async () => (await usesOf(id)) === 0);
  });

  it('is free again after a death between the use and its order, and the same order goes through before that', async () => {
    const { code, id } = await begin({ limit: 1, perShopper: 1 });
    const [ada, bob] = [await shopperWith(code), await shopperWith(code)];
    const uses = shop.service.app.get(PromotionUseStore);
    const sweeper = shop.service.app.get(UseSweeper);
    const quote = (await ada.quote()).body;
    const wish = { useId: quote.id, promotionId: id, limit: 1, perShopper: 1, ownerId: ada.id, email: 'x' };
    await uses.take(wish, new Date());
    expect((await bob.quote()).body.refused?.reason).toBe('promotion_used_up');
    expect((await ada.place(ada.bodyFor(quote.token))).status).toBe(201);
    const later = new Date(Date.now() + 3_600_000);
    await sweeper.sweep(later);
    expect(await usesOf(id)).toBe(1);

    const other = await begin({ limit: 1 });
    await uses.take({ ...wish, useId: uuid(), promotionId: other.id }, new Date());
    await sweeper.sweep(new Date());
    expect(await usesOf(other.id)).toBe(1);
    await sweeper.sweep(later);
    expect(await usesOf(other.id)).toBe(0);
  });
});

describe('whoever runs the shop', () => {
  it('sees, changes and ends promotions, and no two have one code', async () => {
    const made = await begin({ from: '2099-01-01T00:00:00Z', categories: ['robot'] });
    expect(made).toMatchObject({ standing: 'scheduled', uses: 0, categories: ['robot'], skus: [] });
    const params = { promotionId: made.id };
    const body = { code: made.code, title: 'Five off', benefit: { kind: 'amount', amount: eur(500) } };
    const changed = await merchant.ask(dispatch.changePromotion, { params, body });
    expect(changed).toMatchObject({
      status: 200,
      body: { title: 'Five off', standing: 'running', categories: [] },
    });
    expect(changed.body).not.toHaveProperty('from');
    expect(await merchant.ask(dispatch.createPromotion, { body })).toMatchObject({
      status: 409,
      body: { code: 'promotion_code_taken' },
    });
    const listed = await merchant.ask(dispatch.listPromotions, { query: { size: 100 } });
    expect(listed.body.items.map(({ id }) => id)).toContain(made.id);
    const nobody = { params: { promotionId: uuid() } };
    expect(await merchant.ask(dispatch.getPromotion, nobody)).toMatchObject({
      body: { code: 'promotion_not_found' },
    });
  });

  it('is told what is wrong with the terms', async () => {
    const good = { code: 'GOOD-CODE', title: 'Good', benefit: tenPercent };
    for (const wrong of [
      { code: 'X' },
      { title: '' },
      { benefit: { kind: 'percentage', percent: 101 } },
      { benefit: { kind: 'amount', amount: eur(0) } },
      { from: '2026-02-01T00:00:00Z', until: '2026-01-01T00:00:00Z' },
      { limit: 0 },
    ]) {
      const reply = await merchant.ask(dispatch.createPromotion, { body: { ...good, ...wrong } });
      expect(reply).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    }
  });
});
