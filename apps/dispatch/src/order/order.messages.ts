import { Controller } from '@nestjs/common';
import { catalogue, dispatch, type Payload, payment, shipping, user } from '@shop/contracts';
import { HandleEvent, type MessageMeta } from '@shop/messaging';
import { failpoint } from '@shop/service';
import { OrderFeed } from './order.feed.ts';
import { OrderService } from './order.service.ts';

/** What the other services say about orders. */
@Controller()
export class OrderMessages {
  constructor(
    private readonly orders: OrderService,
    private readonly feed: OrderFeed,
  ) {}

  @HandleEvent(catalogue.stockReserved)
  stockReserved(payload: Payload<typeof catalogue.stockReserved>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'stockReserved', ...payload }, meta);
  }

  @HandleEvent(catalogue.stockRefused)
  stockRefused(payload: Payload<typeof catalogue.stockRefused>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'stockRefused', ...payload }, meta);
  }

  @HandleEvent(catalogue.stockSecured)
  stockSecured(payload: Payload<typeof catalogue.stockSecured>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'stockSecured', ...payload }, meta);
  }

  @HandleEvent(catalogue.stockCommitted)
  stockCommitted(payload: Payload<typeof catalogue.stockCommitted>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'stockCommitted', ...payload }, meta);
  }

  @HandleEvent(catalogue.stockReleased)
  stockReleased(payload: Payload<typeof catalogue.stockReleased>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'stockReleased', ...payload }, meta);
  }

  @HandleEvent(catalogue.stockReturned)
  async stockReturned(payload: Payload<typeof catalogue.stockReturned>, meta: MessageMeta) {
    await failpoint('return.before-shelved');
    await this.orders.learn(payload.orderId, { kind: 'stockReturned', ...payload }, meta);
    await failpoint('return.after-shelved');
  }

  @HandleEvent(payment.paymentAuthorised)
  paymentAuthorised(payload: Payload<typeof payment.paymentAuthorised>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'paymentAuthorised', ...payload }, meta);
  }

  @HandleEvent(payment.paymentChallenged)
  paymentChallenged(payload: Payload<typeof payment.paymentChallenged>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'paymentChallenged', ...payload }, meta);
  }

  @HandleEvent(payment.paymentUncertain)
  paymentUncertain(payload: Payload<typeof payment.paymentUncertain>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'paymentUncertain', ...payload }, meta);
  }

  @HandleEvent(payment.paymentDeclined)
  paymentDeclined(payload: Payload<typeof payment.paymentDeclined>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'paymentDeclined', ...payload }, meta);
  }

  @HandleEvent(payment.paymentCaptured)
  paymentCaptured(payload: Payload<typeof payment.paymentCaptured>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'paymentCaptured', ...payload }, meta);
  }

  @HandleEvent(payment.captureFailed)
  captureFailed(payload: Payload<typeof payment.captureFailed>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'captureFailed', ...payload }, meta);
  }

  @HandleEvent(payment.paymentVoided)
  paymentVoided(payload: Payload<typeof payment.paymentVoided>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'paymentVoided', ...payload }, meta);
  }

  @HandleEvent(payment.paymentRefunded)
  async paymentRefunded(payload: Payload<typeof payment.paymentRefunded>, meta: MessageMeta) {
    await failpoint('refund.before-settled');
    await this.orders.learn(payload.orderId, { kind: 'paymentRefunded', ...payload }, meta);
    await failpoint('refund.after-settled');
  }

  @HandleEvent(payment.refundFailed)
  refundFailed(payload: Payload<typeof payment.refundFailed>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'refundFailed', ...payload }, meta);
  }

  @HandleEvent(shipping.shipmentBooked)
  shipmentBooked(payload: Payload<typeof shipping.shipmentBooked>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'shipmentBooked', ...payload }, meta);
  }

  @HandleEvent(shipping.bookingRefused)
  bookingRefused(payload: Payload<typeof shipping.bookingRefused>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'bookingRefused', ...payload }, meta);
  }

  @HandleEvent(shipping.shipmentCancelled)
  shipmentCancelled(payload: Payload<typeof shipping.shipmentCancelled>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'shipmentCancelled', ...payload }, meta);
  }

  @HandleEvent(shipping.parcelMoved)
  parcelMoved(payload: Payload<typeof shipping.parcelMoved>, meta: MessageMeta) {
    return this.orders.learn(payload.orderId, { kind: 'parcelMoved', ...payload }, meta);
  }

  @HandleEvent(user.deleted)
  accountDeleted({ accountId }: Payload<typeof user.deleted>, meta: MessageMeta) {
    return this.orders.forget(accountId, meta);
  }

  @HandleEvent(dispatch.orderChanged, { every: 'replica' })
  changed({ orderId }: Payload<typeof dispatch.orderChanged>) {
    this.feed.changed(orderId);
  }
}
