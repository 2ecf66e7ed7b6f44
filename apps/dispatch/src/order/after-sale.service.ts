import { Injectable } from '@nestjs/common';
import { type dispatch, type Input, type Output, Problem, type user } from '@shop/contracts';
import { failpoint } from '@shop/service';
import { v7 as uuid } from 'uuid';
import { AuditStore } from '../operations/audit.store.ts';
import { Settings } from '../settings.ts';
import { AfterSaleStore } from './after-sale.store.ts';
import { refundOf, returnOf } from './after-sale.view.ts';
import type { Fact } from './facts.ts';
import { fingerprintOf } from './fingerprint.ts';
import { OrderService } from './order.service.ts';
import type { OrderRecord } from './order.ts';
import { adminOrderOf } from './order.view.ts';

type Range = { page: number; size: number };

/** What comes after the sale: goods that come back, money that goes back, and who in the shop agreed to it. */
@Injectable()
export class AfterSaleService {
  constructor(
    private readonly orders: OrderService,
    private readonly found: AfterSaleStore,
    private readonly audit: AuditStore,
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
    const { order, changed } = await this.onRefund('asked', orderId, { kind: 'refundAsked', ...wish }, cause);
    const refund = order.refunds?.find(({ id }) => id === wish.id);
    if (changed && refund !== undefined) {
      const what = refund.whole && refund.is !== 'waiting' ? 'order-stopped' : 'refund-asked';
      const facts = { number: order.number, state: order.state, amount: String(refund.amount) };
      await this.audit.add(who, [{ what, subject: orderId, reason, facts }]);
    }
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
    const { order } = await this.onRefund('decided', orderId, fact, cause);
    const refund = found(order.refunds, refundId, 'refund_not_found');
    const facts = { number: order.number, amount: String(refund.amount), askedBy: refund.askedBy.name };
    await this.audit.add(who, [
      { what: approve ? 'refund-approved' : 'refund-refused', subject: orderId, reason: note, facts },
    ]);
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
    const order = await this.onReturn('decided', orderId, fact, cause);
    const what = approve ? 'return-approved' : 'return-refused';
    return this.told(order, returnId, who, { what, reason: answer });
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
    const order = await this.onReturn('received', orderId, fact, `return received by ${by.name}`);
    const shelved = restock.map(({ sku, quantity }) => `${quantity} ${sku}`).join(', ');
    return this.told(order, returnId, who, { what: 'return-received', facts: { restocked: shelved } });
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

  private async told(
    order: OrderRecord,
    returnId: string,
    who: user.Shopper,
    act: {
      what: dispatch.AuditEntry['what'];
      reason?: string | undefined;
      facts?: Record<string, string>;
    },
  ): Promise<dispatch.Return> {
    const facts = { number: order.number, returnId, ...act.facts };
    const reason = act.reason === '' ? undefined : act.reason;
    await this.audit.add(who, [{ what: act.what, subject: order.id, reason, facts }]);
    return returnOf(order, found(order.returns, returnId, 'return_not_found'));
  }

  private async onReturn(
    step: 'asked' | 'decided' | 'received',
    orderId: string,
    fact: Fact,
    cause: string,
  ): Promise<OrderRecord> {
    await failpoint(`return.before-${step}`);
    const order = await this.orders.apply(orderId, fact, cause);
    await failpoint(`return.after-${step}`);
    return order;
  }

  private async onRefund(step: 'asked' | 'decided', orderId: string, fact: Fact, cause: string) {
    await failpoint(`refund.before-${step}`);
    const { before, after } = await this.orders.change(orderId, fact, cause);
    await failpoint(`refund.after-${step}`);
    return { order: after, changed: after.version !== before.version };
  }
}

const personOf = ({ id, name }: user.Shopper): dispatch.Person => ({ id, name: name ?? id });

function found<T extends { id: string }>(
  all: T[] | undefined,
  id: string,
  code: 'return_not_found' | 'refund_not_found',
): T {
  const one = all?.find((known) => known.id === id);
  if (one === undefined) throw new Problem(code);
  return one;
}
