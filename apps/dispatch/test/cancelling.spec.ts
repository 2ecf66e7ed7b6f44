import { getConnectionToken } from '@nestjs/mongoose';
import { catalogue, dispatch, payment, shipping } from '@shop/contracts';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../tests/support/until.ts';
import { startShop } from './shop.ts';

let shop: Awaited<ReturnType<typeof startShop>>;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop?.stop());

const of = (orderId: string) => (payload: { orderId: string }) => payload.orderId === orderId;

/** Changes a stored order behind the service's back: puts its clock forward. */
async function clockForward(orderId: string, fields: Record<string, Date>) {
  const connection = shop.service.app.get<Connection>(getConnectionToken());
  await connection.collection('orders').updateOne({ _id: orderId } as never, { $set: fields });
}
const past = () => new Date(Date.now() - 1_000);

describe('an order that comes to nothing', () => {
  it.each([
    ['something had just sold out', 'tok_fine_card', 'SOLD', 'out_of_stock', []],
    ['the card is declined', 'tok_declines', 'UHJ', 'payment_declined', ['catalogue.release-stock']],
    [
      'the carrier refuses',
      'tok_refuse_book',
      'UHJ',
      'shipping_refused',
      ['catalogue.release-stock', 'payment.void'],
    ],
    [
      'the money cannot be had',
      'tok_capture_fails',
      'UHJ',
      'capture_failed',
      ['catalogue.release-stock', 'payment.void', 'shipping.cancel-shipment'],
    ],
  ])('is cancelled when %s, with just the undoing that is due', async (_, token, prefix, reason, undoing) => {
    const ada = await shop.shopper();
    const placed = await ada.buys(token, shop.stock(prefix).sku);
    const order = await ada.reaches(placed.id, 'cancelled');
    expect(order).toMatchObject({ final: true, reason, cancellable: false });
    expect(await shop.broker.hear(dispatch.orderCancelled, of(placed.id))).toMatchObject({ reason });
    const undone = [
      catalogue.releaseStock,
      payment.voidPayment,
      shipping.cancelShipment,
      payment.refundPayment,
    ]
      .filter((command) => shop.broker.all<typeof command>(command, of(placed.id)).length > 0)
      .map(({ name }) => name);
    expect(undone).toEqual(undoing);
    expect(shop.broker.all(dispatch.orderConfirmed, of(placed.id))).toHaveLength(
      ['shipping_refused', 'capture_failed'].includes(reason) ? 1 : 0,
    );
  });

  it.each([
    ['placed', 'tok_fine_card', 'STOP', 'cancelled'],
    ['reserved', 'tok_stop_authorise', 'UHJ', 'cancelled'],
    ['authorised', 'tok_stop_secure', 'UHJ', 'cancelled'],
    ['confirmed', 'tok_stop_book', 'UHJ', 'cancelled'],
    ['captured', 'tok_fine_card', 'UHJ', 'refunded'],
  ] as const)('can be cancelled while %s', async (state, token, prefix, end) => {
    const ada = await shop.shopper();
    const placed = await ada.buys(token, shop.stock(prefix).sku);
    await ada.reaches(placed.id, state);
    const cancelled = await ada.ask(dispatch.cancelOrder, { params: { orderId: placed.id } });
    expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelling', reason: 'shopper' } });
    expect((await ada.ask(dispatch.cancelOrder, { params: { orderId: placed.id } })).status).toBe(200);
    const order = await ada.reaches(placed.id, end);
    expect(order).toMatchObject({ final: true, reason: 'shopper' });
    expect(shop.broker.all(catalogue.releaseStock, of(placed.id))).toHaveLength(1);
    if (end === 'refunded') await shop.broker.hear(dispatch.orderRefunded, of(placed.id));
  });

  it('waits for a capture that is under way before it gives the money back', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_stop_capture');
    await ada.reaches(placed.id, 'booked');
    await ada.ask(dispatch.cancelOrder, { params: { orderId: placed.id } });
    await shop.broker.hear(shipping.cancelShipment, of(placed.id));
    await shop.broker.say(payment.paymentCaptured, { orderId: placed.id, amount: placed.totals.total });
    const order = await ada.reaches(placed.id, 'refunded');
    expect(order.payment.refunded).toBeDefined();
    expect(shop.broker.all(payment.voidPayment, of(placed.id))).toHaveLength(0);
    expect(shop.broker.all(payment.refundPayment, of(placed.id))).toHaveLength(1);
  });

  it('voids an approval that comes after the cancellation', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_stop_authorise');
    await ada.reaches(placed.id, 'reserved');
    await ada.ask(dispatch.cancelOrder, { params: { orderId: placed.id } });
    await ada.reaches(placed.id, 'cancelled');
    const approval = { orderId: placed.id, amount: placed.totals.total, gateway: 'worldpay' as const };
    await shop.broker.say(payment.paymentAuthorised, approval);
    await until('the second void', () => shop.broker.all(payment.voidPayment, of(placed.id)).length === 2);
    expect((await ada.order(placed.id)).body.state).toBe('cancelled');
  });

  it('cannot be cancelled once the carrier has it', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys();
    await ada.reaches(placed.id, 'captured');
    await shop.parcel(placed.id, 'collected', '2026-11-22T08:00:00.000Z');
    await ada.reaches(placed.id, 'dispatched');
    const answer = await ada.ask(dispatch.cancelOrder, { params: { orderId: placed.id } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'order_not_cancellable' } });
  });

  it('asks again when nobody answers', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_fine_card', shop.stock('STOP').sku);
    await shop.broker.hear(catalogue.reserveStock, of(placed.id));
    await clockForward(placed.id, { dueAt: past() });
    await until('the second try', () => shop.broker.all(catalogue.reserveStock, of(placed.id)).length === 2);
  });

  it('is cancelled when nobody answers the bank in time', async () => {
    const ada = await shop.shopper();
    const placed = await ada.buys('tok_challenges');
    await until('the question', async () => (await ada.order(placed.id)).body.payment.challengeUrl);
    await clockForward(placed.id, { dueAt: past(), 'payment.until': past() });
    expect(await ada.reaches(placed.id, 'cancelled')).toMatchObject({ reason: 'payment_expired' });
    expect(shop.broker.all(payment.voidPayment, of(placed.id))).toHaveLength(1);
  });
});
