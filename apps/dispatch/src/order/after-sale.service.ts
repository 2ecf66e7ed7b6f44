import { Injectable } from '@nestjs/common';
import { type dispatch, type Input, type Output, Problem, personOf, type user } from '@shop/contracts';
import { failpoint } from '@shop/service';
import { v7 as uuid } from 'uuid';
import { acted } from '../operations/acted.ts';
import { Settings } from '../settings.ts';
import { AfterSaleStore } from './after-sale.store.ts';
import { refundOf, returnOf } from './after-sale.view.ts';
import type { Fact } from './facts.ts';
import { fingerprintOf } from './fingerprint.ts';
import { OrderService, type Tells } from './order.service.ts';
import type { OrderRecord } from './order.ts';
import { adminOrderOf } from './order.view.ts';

type Range = { page: number; size: number };

/** What comes after the sale: goods that come back, money that goes back, and who in the shop agreed to it. */
@Injectable()
export class AfterSaleService {
  constructor(
    private readonly orders: OrderService,
    private readonly found: AfterSaleStore,
    private readonly settings: Settings,
  ) {}

  /**
   * Pays an order back, all of it or some; over the limit it waits for a second person. The same key and body again
   * change nothing. Throws order_not_found, order_not_refundable, refund_too_large, idempotency_key_reused.
   */
  async refund(
    orderId: string,
    who: user.Shopper,
    key: string,
    body: Input<typeof dispatch.refundOrder>['body'],
  ): Promise<dispatch.AdminOrder> {
    const { reason, amount } = body;
    const { refundLimit: limit } = this.settings;
    const by = personOf(who);
    const wish = { id: uuid(), key, fingerprint: fingerprintOf(body), amount, reason, by, limit };
    const cause = `${amount === undefined ? 'stopped' : 'refund asked for'} by ${by.name}: ${reason}`;
    const tells = ({ refunds, number, state }: OrderRecord) => {
      const refund = refunds?.find(({ id }) => id === wish.id);
      if (refund === undefined) return [];
      const what = refund.whole && refund.is !== 'waiting' ? 'order-stopped' : 'refund-asked';
      return [
        acted(who, {
          what,
          subject: orderId,
          reason,
          facts: { number, state, amount: String(refund.amount) },
        }),
      ];
    };
    const order = await this.onRefund('asked', orderId, { kind: 'refundAsked', ...wish }, cause, tells);
    return adminOrderOf(order);
  }

  /** Throws order_not_found, refund_not_found, refund_decided, second_person_needed. */
  async decideRefund(
    { orderId, refundId }: { orderId: string; refundId: string },
    who: user.Shopper,
    { approve, note }: Input<typeof dispatch.decideRefund>['body'],
  ): Promise<dispatch.Refund> {
    const by = personOf(who);
    const cause = `refund ${approve ? 'agreed to' : 'refused'} by ${by.name}`;
    const fact: Fact = { kind: 'refundDecided', refundId, approve, by };
    const tells = ({ refunds, number }: OrderRecord) => {
      const { amount, askedBy } = found(refunds, refundId, 'refund_not_found');
      const facts = { number, amount: String(amount), askedBy: askedBy.name };
      const what = approve ? 'refund-approved' : 'refund-refused';
      return [acted(who, { what, subject: orderId, reason: note, facts })];
    };
    const order = await this.onRefund('decided', orderId, fact, cause, tells);
    const refund = found(order.refunds, refundId, 'refund_not_found');
    return refundOf(order, refund);
  }

  /** Throws not_returnable and idempotency_key_reused. */
  async requestReturn(
    orderId: string,
    key: string,
    body: Pick<Input<typeof dispatch.requestReturn>['body'], 'lines' | 'reason' | 'note'>,
  ): Promise<dispatch.Return> {
    const { lines, reason, note } = body;
    const fingerprint = fingerprintOf({ lines, reason, note });
    const wish = { id: uuid(), key, fingerprint, lines, reason, note, days: this.settings.returnDays };
    const fact: Fact = { kind: 'returnAsked', ...wish };
    const order = await this.onReturn('asked', orderId, fact, 'return asked for');
    const one = order.returns?.find((known) => known.key === key);
    if (one === undefined) throw new Problem('return_not_found');
    return returnOf(order, one);
  }

  /** Throws order_not_found, return_not_found, return_decided. */
  async decideReturn(
    { orderId, returnId }: { orderId: string; returnId: string },
    who: user.Shopper,
    { approve, answer }: Input<typeof dispatch.decideReturn>['body'],
  ): Promise<dispatch.Return> {
    const cause = `return ${approve ? 'agreed to' : 'refused'} by ${personOf(who).name}`;
    const fact: Fact = { kind: 'returnDecided', returnId, approve, answer };
    const what = approve ? 'return-approved' : 'return-refused';
    const tells = ({ number }: OrderRecord) => [
      acted(who, { what, subject: orderId, reason: answer, facts: { number, returnId } }),
    ];
    const order = await this.onReturn('decided', orderId, fact, cause, tells);
    return returnOf(order, found(order.returns, returnId, 'return_not_found'));
  }

  /** Throws order_not_found, return_not_found, return_decided, invalid_request. */
  async receiveReturn(
    { orderId, returnId }: { orderId: string; returnId: string },
    who: user.Shopper,
    { restock }: Input<typeof dispatch.receiveReturn>['body'],
  ): Promise<dispatch.Return> {
    const by = personOf(who);
    const { refundLimit: limit } = this.settings;
    const fact: Fact = { kind: 'returnReceived', returnId, restock, by, limit };
    const restocked = restock.map(({ sku, quantity }) => `${quantity} ${sku}`).join(', ');
    const tells = ({ number }: OrderRecord) => [
      acted(who, { what: 'return-received', subject: orderId, facts: { number, returnId, restocked } }),
    ];
    const order = await this.onReturn('received', orderId, fact, `return received by ${by.name}`, tells);
    return returnOf(order, found(order.returns, returnId, 'return_not_found'));
  }

  async listReturns({ state, ...range }: { state?: dispatch.ReturnState | undefined } & Range) {
    const wanted = state === undefined ? (['requested', 'approved', 'received'] as const) : [state];
    const { items, total } = await this.found.returns(wanted, range);
    const rows = items.map(({ order, one }): Output<typeof dispatch.listReturns>['items'][number] => ({
      ...returnOf(order, one),
      orderId: order.id,
      number: order.number,
      email: order.email,
    }));
    return { items: rows, ...range, total };
  }

  async listRefunds({ state, ...range }: { state: dispatch.RefundState } & Range) {
    const { items, total } = await this.found.refunds(state, range);
    const rows = items.map(({ order, one }): Output<typeof dispatch.listRefunds>['items'][number] => ({
      ...refundOf(order, one),
      orderId: order.id,
      number: order.number,
    }));
    return { items: rows, ...range, total };
  }

  private async onReturn(
    step: 'asked' | 'decided' | 'received',
    orderId: string,
    fact: Fact,
    cause: string,
    tells?: Tells,
  ): Promise<OrderRecord> {
    await failpoint(`return.before-${step}`);
    const order = await this.orders.apply(orderId, fact, cause, { tells });
    await failpoint(`return.after-${step}`);
    return order;
  }

  private async onRefund(
    step: 'asked' | 'decided',
    orderId: string,
    fact: Fact,
    cause: string,
    tells: Tells,
  ): Promise<OrderRecord> {
    await failpoint(`refund.before-${step}`);
    const order = await this.orders.apply(orderId, fact, cause, { tells });
    await failpoint(`refund.after-${step}`);
    return order;
  }
}

function found<T extends { id: string }>(
  all: T[] | undefined,
  id: string,
  code: 'return_not_found' | 'refund_not_found',
): T {
  const one = all?.find((known) => known.id === id);
  if (one === undefined) throw new Problem(code);
  return one;
}
