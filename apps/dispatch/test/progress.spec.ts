import { catalogue, dispatch, payment } from '@shop/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../tests/support/until.ts';
import { openFeed } from './feed.ts';
import { startShop, trackingOf } from './shop.ts';

let shop: Awaited<ReturnType<typeof startShop>>;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());

const of = (orderId: string) => (payload: { orderId: string }) => payload.orderId === orderId;

describe('an order on its way', () => {
  it('goes from placed to delivered, and everybody hears what they need to', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys();
    await ada.reaches(placed.id, 'captured');
    await shop.parcel(placed.id, 'collected', '2026-11-22T08:00:00.000Z', 3);
    await ada.reaches(placed.id, 'dispatched');
    await shop.parcel(placed.id, 'delivered', '2026-11-24T08:00:00.000Z');
    const done = await ada.reaches(placed.id, 'delivered');
    expect(done).toMatchObject({
      final: true,
      cancellable: false,
      payment: { card: { brand: 'visa', last4: '4242' }, uncertain: false },
      shipment: { trackingNumber: trackingOf(placed.id), status: 'delivered' },
    });
    const states = done.timeline.map(({ state }) => state);
    expect([...new Set(states)]).toEqual([
      'placed',
      'reserved',
      'authorised',
      'confirmed',
      'booked',
      'captured',
      'dispatched',
      'delivered',
    ]);
    const { lines, number } = done;
    const bought = [{ sku: lines[0]?.sku, quantity: 2 }];
    expect(await shop.broker.hear(dispatch.orderConfirmed, of(placed.id))).toEqual({
      orderId: placed.id,
      number,
      ownerId: ada.id,
      lines: bought,
      cartVersion: 1,
      total: done.totals.total,
    });
    expect(await shop.broker.hear(dispatch.orderDispatched, of(placed.id))).toMatchObject({
      trackingNumber: trackingOf(placed.id),
    });
    expect(await shop.broker.hear(dispatch.orderDelivered, of(placed.id))).toMatchObject({ lines: bought });
    const commands = shop.broker.heard.filter(
      ({ type, payload }) => !/\.v\d+$/.test(type) && (payload as { orderId: string }).orderId === placed.id,
    );
    expect(commands.map(({ type }) => type)).toEqual([
      'catalogue.reserve-stock',
      'payment.authorise',
      'catalogue.secure-stock',
      'shipping.book-shipment',
      'payment.capture',
      'shipping.hand-over',
      'catalogue.commit-stock',
    ]);
  });

  it('takes every message once, however often it comes', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_stop_authorise');
    await ada.reaches(placed.id, 'reserved');
    const approval = { orderId: placed.id, amount: placed.totals.total, gateway: 'worldpay' as const };
    await Promise.all(
      Array.from({ length: 5 }, () => shop.broker.say(payment.paymentAuthorised, approval, 3)),
    );
    await ada.reaches(placed.id, 'captured');
    for (const command of [catalogue.secureStock, payment.capturePayment]) {
      expect(shop.broker.all(command, of(placed.id))).toHaveLength(1);
    }
  });

  it('shows the bank’s question, and goes on when it was answered', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_challenges');
    const asked = await until('the question', async () => {
      const { body } = await ada.order(placed.id);
      return body.payment.challengeUrl !== undefined && body;
    });
    expect(asked).toMatchObject({ state: 'reserved', payment: { challengeUrl: 'http://bank.example/ask' } });
    const approval = { orderId: placed.id, amount: placed.totals.total, gateway: 'worldpay' as const };
    await shop.broker.say(payment.paymentAuthorised, approval);
    const paid = await ada.reaches(placed.id, 'captured');
    expect(paid.payment).not.toHaveProperty('challengeUrl');
  });

  it('says so while the provider’s answer is not known', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_stop_authorise');
    await ada.reaches(placed.id, 'reserved');
    await shop.broker.say(payment.paymentUncertain, { orderId: placed.id });
    const uncertain = () => ada.order(placed.id).then(({ body }) => body.payment.uncertain);
    await until('the doubt', uncertain);
    await shop.broker.say(payment.paymentDeclined, { orderId: placed.id, reason: 'no' });
    expect(await ada.reaches(placed.id, 'cancelled')).toMatchObject({ payment: { uncertain: false } });
  });

  it('can be watched live until it ends', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_stop_authorise');
    const { type, told, ended } = await openFeed(`${shop.service.url}/orders/${placed.id}/events`, ada.token);
    expect(type).toContain('text/event-stream');
    await until('it waits for its payment', () => told.at(-1)?.state === 'reserved');
    await shop.broker.say(payment.paymentDeclined, { orderId: placed.id, reason: 'no' });
    await ended;
    expect(told.at(-1)?.state).toBe('cancelled');
  });

  it('ends the feed of an order that has ended at once', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_declines');
    await ada.reaches(placed.id, 'cancelled');
    const answer = await fetch(`${shop.service.url}/orders/${placed.id}/events`, {
      headers: { authorization: `Bearer ${ada.token}` },
      signal: AbortSignal.timeout(5_000),
    });
    expect((await answer.text()).match(/^data: \{/gm)).toHaveLength(1);
  });
});
