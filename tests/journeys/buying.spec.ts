import { cart, catalogue, dispatch, ratings, shipping, web } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { describe, expect, it } from 'vitest';
import {
  cards,
  ledgerOf,
  mailsTo,
  newProduct,
  Shopper,
  stockAtRest,
  stockOf,
  theAdmin,
} from '../support/shopper.ts';
import { shop } from '../support/stack.ts';
import { until } from '../support/until.ts';

const captured = async (orderId: string) => {
  const { payments } = await ledgerOf(orderId);
  return payments.reduce((sum, payment) => sum + payment.captured - payment.refunded, 0);
};

/** The order when the bank wants to hear from the shopper. */
const asked = (shopper: Shopper, orderId: string): Promise<dispatch.Order> =>
  shopper.waitFor(orderId, 'with a challenge', ({ payment }) => payment.challengeUrl !== undefined);

/** Says yes to the bank, the first time it is called. */
function approval({ payment }: dispatch.Order): () => Promise<unknown> {
  let said: Promise<unknown> | undefined;
  return () => {
    said ??= fetch(payment.challengeUrl as string, {
      method: 'POST',
      body: new URLSearchParams({ answer: 'approve' }),
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    });
    return said;
  };
}

describe('a guest', () => {
  it.each(['stripe', 'worldpay'] as const)(
    'buys with %s, and money, stock, cart, e-mail and parcel agree',
    async (gateway) => {
      const product = await newProduct();
      const guest = new Shopper();
      await guest.add(product.sku, 2);
      const order = await guest.buy(cards.approved, gateway);
      expect(order.totals.subtotal.amount).toBe(24_690);
      expect(order.totals.total.amount).toBe(24_690 + order.totals.shipping.amount);
      expect(order.totals.tax.amount).toBe(
        order.totals.total.amount - Math.round(order.totals.total.amount / 1.2),
      );

      const delivered = await guest.waitForState(order.id, 'delivered');
      expect(delivered.timeline.map(({ state }) => state)).toEqual(
        expect.arrayContaining(['placed', 'confirmed', 'dispatched', 'delivered']),
      );
      expect(delivered.shipment?.history.map(({ status }) => status)).toContain('delivered');
      expect(await captured(order.id)).toBe(order.totals.total.amount);
      expect((await ledgerOf(order.id)).payments).toHaveLength(1);
      expect(await stockAtRest(product.sku)).toMatchObject({ available: 8, sold: 2, stocked: 10 });
      await until('the cart is empty', async () => (await guest.do(cart.getCart)).lines.length === 0);

      const mails = await until('receipt and dispatch notice', async () => {
        const all = await mailsTo(guest.email);
        return all.length >= 2 && all;
      });
      expect(mails.every(({ subject }) => subject.includes(order.number))).toBe(true);
      expect(mails.some(({ text }) => text.includes(delivered.shipment?.trackingNumber ?? '?'))).toBe(true);
    },
  );

  it('can open the order by the key from its e-mail, and nobody can without', async () => {
    const guest = new Shopper();
    await guest.add((await newProduct()).sku);
    const order = await guest.buy();
    const stranger = new Shopper();
    const opened = await stranger.do(dispatch.openOrder, { params: { accessKey: order.accessKey } });
    expect(opened.number).toBe(order.number);
    expect(JSON.stringify(opened)).not.toContain(order.address.name);
    expect(JSON.stringify(opened)).not.toContain(order.email);
    const prove = (email: string) =>
      stranger.ask(dispatch.proveOrder, { params: { accessKey: order.accessKey }, body: { email } });
    expect(await prove('somebody@example.org')).toMatchObject({ status: 422, body: { code: 'wrong_email' } });
    expect(await prove(order.email)).toMatchObject({ status: 200, body: { address: order.address } });
    const wrong = order.accessKey
      .replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
      .replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
    expect((await stranger.ask(dispatch.openOrder, { params: { accessKey: wrong } })).status).toBe(404);
    expect((await stranger.ask(dispatch.getOrder, { params: { orderId: order.id } })).status).toBe(404);
  });

  it('watches the order move, live', async () => {
    const guest = new Shopper();
    await guest.add((await newProduct()).sku);
    const order = await guest.buy(cards.asked);
    const approve = approval(await asked(guest, order.id));
    const seen = await guest.watch(order.id, (state) =>
      state === 'reserved' ? approve() : Promise.resolve(),
    );
    expect(seen[0]).toBe('reserved');
    expect(seen.at(-1)).toBe('delivered');
  });
});

describe('a member', () => {
  it('finds the guest cart at login, buys, and sees the order among his own', async () => {
    const [one, other] = [await newProduct(), await newProduct()];
    const name = `ada ${uuid().slice(-12)}`;
    const before = await new Shopper().register(name);
    await before.add(other.sku, 3);
    await before.do(web.endSession, {});

    const member = new Shopper();
    await member.add(one.sku, 1);
    await member.login(name, 'correct horse battery');
    const { lines } = await member.do(cart.getCart);
    expect(lines.map(({ sku, quantity }) => [sku, quantity]).sort()).toEqual(
      [
        [one.sku, 1],
        [other.sku, 3],
      ].sort(),
    );
    const order = await member.buy();
    await member.waitForState(order.id, 'delivered');
    const { items } = await member.do(dispatch.listOrders);
    expect(items.map(({ id }) => id)).toEqual([order.id]);
  });

  it('is a verified buyer afterwards', async () => {
    const product = await newProduct();
    const member = await new Shopper().register();
    await member.add(product.sku);
    const order = await member.buy();
    await member.waitForState(order.id, 'dispatched', 'delivered');
    const review = () =>
      member.do(ratings.putMyReview, {
        params: { sku: product.sku },
        body: { score: 5, title: 'Fine', text: 'It works.' },
      });
    await until('the review is verified', async () => (await review()).verified);
    await until('the catalogue shows the average', async () => {
      const shown = await member.do(catalogue.getProduct, { params: { sku: product.sku } });
      return shown.rating.count === 1 && shown.rating.average === 5;
    });
  });
});

describe('money', () => {
  it('is not taken when the card is declined: clear words, stock back, cart kept', async () => {
    const product = await newProduct();
    const guest = new Shopper();
    await guest.add(product.sku, 2);
    const order = await guest.buy(cards.declined);
    const ended = await guest.waitForState(order.id, 'cancelled');
    expect(ended.reason).toBe('payment_declined');
    expect(await captured(order.id)).toBe(0);
    expect(await stockOf(product.sku)).toMatchObject({ available: 10, held: 0, sold: 0 });
    expect((await guest.do(cart.getCart)).quantity).toBe(2);
    const again = await guest.buy();
    await guest.waitForState(again.id, 'delivered');
  });

  it.each(['stripe', 'worldpay'] as const)(
    'is taken once when %s charges and drops the connection',
    async (gateway) => {
      const guest = new Shopper();
      await guest.add((await newProduct()).sku);
      const order = await guest.buy(cards.dropped, gateway);
      await guest.waitForState(order.id, 'delivered');
      const { payments } = await ledgerOf(order.id);
      expect(payments).toHaveLength(1);
      expect(payments[0]?.captured).toBe(order.totals.total.amount);
    },
  );

  it('waits for the bank when it asks the shopper, and is let go when the shopper cancels', async () => {
    const product = await newProduct();
    const guest = new Shopper();
    await guest.add(product.sku);
    const order = await guest.buy(cards.asked);
    const challenged = await asked(guest, order.id);
    expect(challenged).toMatchObject({ state: 'reserved', cancellable: true });
    expect(challenged.payment.challengeUrl).toContain(
      shop.at.psp.replace('127.0.0.1', 'localhost').replace(/^http:\/\/[^:]+/, ''),
    );
    await guest.do(dispatch.cancelOrder, { params: { orderId: order.id } });
    expect((await guest.waitForState(order.id, 'cancelled')).reason).toBe('shopper');
    expect(await captured(order.id)).toBe(0);
    expect(await stockOf(product.sku)).toMatchObject({ available: 10, held: 0, sold: 0 });
  });

  it('is taken after the shopper said yes to the bank', async () => {
    const guest = new Shopper();
    await guest.add((await newProduct()).sku);
    const order = await guest.buy(cards.asked);
    await approval(await asked(guest, order.id))();
    await guest.waitForState(order.id, 'delivered');
    expect(await captured(order.id)).toBe(order.totals.total.amount);
  });

  it('comes back when the shop refunds', async () => {
    const guest = new Shopper();
    await guest.add((await newProduct()).sku);
    const order = await guest.buy();
    await guest.waitForState(order.id, 'delivered');
    const admin = await theAdmin();
    const input = { params: { orderId: order.id }, body: { reason: 'arrived broken' } };
    const refund = () => admin.ask(dispatch.refundOrder, input, { 'idempotency-key': uuid() });
    expect((await refund()).status).toBe(200);
    await guest.waitFor(order.id, 'refunded', ({ state }) => state === 'refunded');
    expect(await captured(order.id)).toBe(0);
    expect((await refund()).status).toBe(409);
  });
});

describe('an order', () => {
  it('is one, however often the pay button is pressed', async () => {
    const product = await newProduct();
    const guest = new Shopper();
    await guest.add(product.sku);
    const body = await guest.orderOf(await guest.quote());
    const key = uuid();
    const replies = await Promise.all(Array.from({ length: 5 }, () => guest.order(body, key)));
    const placed = replies.filter(({ status }) => status === 201);
    expect(new Set(placed.map((reply) => reply.body.id)).size).toBe(1);
    expect(replies.every(({ status }) => status === 201 || status === 409)).toBe(true);
    const again = await guest.order(body, key);
    expect(again.body.id).toBe(placed[0]?.body.id);
    expect((await guest.order({ ...body, email: 'other@example.org' }, key)).body.code).toBe(
      'idempotency_key_reused',
    );
    await guest.waitForState(again.body.id, 'delivered');
    expect(await captured(again.body.id)).toBe(again.body.totals.total.amount);
    expect(await stockAtRest(product.sku)).toMatchObject({ sold: 1 });
  });

  it('gets the last unit for one of two who want it', async () => {
    const product = await newProduct({ stock: 1 });
    const [ada, bob] = [new Shopper(), new Shopper()];
    await Promise.all([ada.add(product.sku), bob.add(product.sku)]);
    const [bodyA, bodyB] = await Promise.all([
      ada.quote().then((quote) => ada.orderOf(quote)),
      bob.quote().then((quote) => bob.orderOf(quote)),
    ]);
    const replies = await Promise.all([ada.order(bodyA), bob.order(bodyB)]);
    const ends = await Promise.all(
      replies.map(async (reply, i) => {
        if (reply.status !== 201) return String(reply.body.code);
        const buyer = i === 0 ? ada : bob;
        const end = await buyer.waitFor(reply.body.id, 'at its end', ({ final }) => final);
        return end.state === 'cancelled' ? String(end.reason) : end.state;
      }),
    );
    expect(ends.filter((end) => end === 'delivered')).toHaveLength(1);
    expect(ends.filter((end) => ['out_of_stock', 'price_changed'].includes(end))).toHaveLength(1);
    expect(await stockAtRest(product.sku)).toMatchObject({ available: 0, sold: 1, stocked: 1 });
  });

  it('is refused with the difference when a price changed since the quote', async () => {
    const product = await newProduct();
    const guest = new Shopper();
    await guest.add(product.sku);
    const body = await guest.orderOf(await guest.quote());
    await (await theAdmin()).do(catalogue.updateProduct, {
      params: { sku: product.sku },
      body: { price: { amount: 13_000, currency: 'EUR' } },
    });
    const refused = await guest.order(body);
    expect(refused).toMatchObject({ status: 409, body: { code: 'price_changed' } });
    expect(refused.body.facts?.['changes']).toEqual([
      expect.objectContaining({ sku: product.sku, what: 'price', was: 12_345, now: 13_000 }),
    ]);
    const order = await guest.buy();
    expect(order.totals.subtotal.amount).toBe(13_000);
  });

  it('is not made from a quote that was tampered with, is somebody else’s or goes elsewhere', async () => {
    const guest = new Shopper();
    await guest.add((await newProduct()).sku);
    const quote = await guest.quote();
    const body = await guest.orderOf(quote);
    const [head, , signature] = quote.token.split('.');
    const forged = Buffer.from(JSON.stringify({ totals: { total: { amount: 1 } } })).toString('base64url');
    expect((await guest.order({ ...body, quote: `${head}.${forged}.${signature}` })).body.code).toBe(
      'quote_invalid',
    );
    expect((await new Shopper().order(body)).body.code).toBe('quote_invalid');
    const elsewhere = await guest.address('FR', 'Paris');
    expect((await guest.order({ ...body, address: elsewhere })).body.code).toBe('destination_mismatch');
    expect((await guest.ask(dispatch.placeOrder, { body })).body.code).toBe('idempotency_key_missing');
    const card = { ...body, payment: { gateway: 'stripe', token: '4242 4242 4242 4242' } };
    expect(await guest.order(card)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
    expect((await guest.do(dispatch.listOrders)).total).toBe(0);
  });

  it('needs something in the cart and a way to get there', async () => {
    const guest = new Shopper();
    const { cityId } = await guest.address();
    const quote = (body: object) => guest.ask(dispatch.createQuote, { body });
    expect((await quote({ cityId, service: 'standard' })).body.code).toBe('cart_empty');
    await guest.add((await newProduct({ weightGrams: 900_000 })).sku);
    expect((await quote({ cityId, service: 'express' })).body.code).toBe('shipping_unavailable');
    expect((await quote({ cityId, service: 'teleport' })).status).toBe(400);
    const rates = await guest.do(shipping.listRates, { query: { cityId, weightGrams: 900_000 } });
    expect(rates.items.map(({ service }) => service)).toEqual(['economy', 'standard']);
  });
});
