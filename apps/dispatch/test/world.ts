import { type AnyMessage, catalogue, dispatch, payment, shipping } from '@shop/contracts';
import type { Outgoing } from '../src/order/commands.ts';
import type { Fact } from '../src/order/facts.ts';
import type { OrderRecord, Placement } from '../src/order/order.ts';
import { type Circumstances, type Decision, decide, place } from '../src/order/workflow.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' as const });
export const ORDER_ID = '0190f0f0-0000-7000-8000-000000000001';
const at = { now: new Date('2026-11-21T10:00:00Z'), cause: 'test', version: 'test' };

/** An order for two robots. */
export const placement: Placement = {
  id: ORDER_ID,
  number: 'RX7K-2M4P-C',
  ownerId: '0190f0f0-0000-7000-8000-000000000002',
  lines: [
    { sku: 'UHJ', name: 'Ultimate', image: '/u.svg', quantity: 2, unitPrice: eur(500), lineTotal: eur(1000) },
  ],
  totals: { subtotal: eur(1000), shipping: eur(200), tax: eur(200), total: eur(1200) },
  delivery: {
    service: 'standard',
    name: 'Standard',
    price: eur(200),
    distanceKm: 10,
    earliest: '2026-11-24',
    latest: '2026-11-26',
  },
  weightGrams: 900,
  cartVersion: 3,
  address: { name: 'Ada', street: 'Way 1', postcode: '1000', cityId: 1, city: 'Town', country: 'AT' },
  email: 'ada@example.org',
  returnUrl: 'http://localhost:8080/orders/x',
  payment: { gateway: 'worldpay', token: 'tok_ada_visa' },
};

/** How the other services will behave. */
export interface Fate {
  stock: 'there' | 'gone' | 'gone later';
  bank: 'approves' | 'declines' | 'challenges' | 'challenges in vain' | 'hesitates';
  carrier: 'takes it' | 'refuses';
  capture: 'works' | 'fails' | 'works at the second try';
  refundsThatFail: number;
}

interface Flying {
  id: string;
  message: AnyMessage;
  payload: Record<string, unknown>;
  copies: number;
}

const factKinds = new Map(
  Object.entries({ ...catalogue, ...payment, ...shipping }).flatMap(([kind, value]) =>
    typeof value === 'object' && 'kind' in value && value.kind === 'event'
      ? [[value.name, kind] as const]
      : [],
  ),
);

/** The other services and the network between, small: messages may come twice, late and in any order, but do come. */
export class World {
  order: OrderRecord;
  now = at.now;
  readonly flying: Flying[] = [];
  readonly broken: string[] = [];
  readonly announced: string[] = [];
  stock: 'none' | 'held' | 'secured' | 'sold' = 'none';
  money: 'none' | 'open' | 'authorised' | 'declined' | 'captured' | 'voided' | 'refunded' = 'none';
  parcel: 'none' | 'booked' | 'handed' | 'gone' | 'delivered' | 'refused' | 'cancelled' = 'none';
  private readonly handled = new Set<string>();
  private readonly fate: Fate;
  private ids = 0;
  private refundsFailed = 0;
  private captures = 0;
  private readonly refunds = new Map<string, boolean>();

  constructor(fate: Fate) {
    this.fate = fate;
    const born = place(placement, at);
    this.order = born.order;
    this.send(born.messages);
  }

  /** One of the messages in flight arrives. */
  deliver(index: number, again: boolean) {
    const flying = this.flying[index % Math.max(1, this.flying.length)];
    if (flying === undefined) return;
    flying.copies += again && flying.copies < 3 ? 1 : -1;
    if (flying.copies <= 0) this.flying.splice(this.flying.indexOf(flying), 1);
    if (flying.message.kind === 'command') this.obey(flying);
    else this.learn({ kind: factKinds.get(flying.message.name), ...flying.payload } as Fact, flying.id);
  }

  /** Time passes until the order is due, and its sweeper looks at it. */
  wait() {
    if (this.order.dueAt === undefined) return;
    this.now = new Date(Math.max(this.now.getTime(), this.order.dueAt.getTime()));
    this.learn({ kind: 'overdue' });
  }

  /** The process dies after it has decided and before it has acknowledged: what it handled comes again. */
  crash() {
    for (const flying of this.flying) if (flying.copies < 3) flying.copies += 1;
  }

  learn(fact: Fact, messageId?: string) {
    if (messageId !== undefined && this.handled.has(messageId)) return;
    const given: Circumstances = {
      now: this.now,
      cause: fact.kind,
      messageId,
      version: 'test',
      refundId: `0190f0f0-0000-7000-8000-${String(++this.ids).padStart(12, '0')}`,
    };
    const decision: Decision | undefined = decide(this.order, fact, given);
    if (decision === undefined) return;
    if (messageId !== undefined) this.handled.add(messageId);
    this.order = decision.order;
    this.send(decision.messages);
  }

  /** The payment service tells of a refund. */
  paysBack(refundId: string, amount: number, refundedTotal: number) {
    const money = (of: number) => ({ amount: of, currency: 'EUR' as const });
    this.learn({
      kind: 'paymentRefunded',
      orderId: this.order.id,
      refundId,
      amount: money(amount),
      refundedTotal: money(refundedTotal),
    });
  }

  private send(messages: Outgoing[]) {
    for (const { message, payload } of messages) {
      message.payload.parse(payload);
      if (message.service !== 'dispatch') this.fly(message, payload as Record<string, unknown>);
      else if (message !== dispatch.orderChanged) this.announced.push(message.name);
    }
  }

  private fly(message: AnyMessage, payload: Record<string, unknown> = {}) {
    this.flying.push({
      id: `message-${++this.ids}`,
      message,
      payload: { orderId: ORDER_ID, ...payload },
      copies: 1,
    });
  }

  private obey({ message, payload }: Flying) {
    switch (message) {
      case catalogue.reserveStock:
        return this.reserve(payload['expiresAt'] as string);
      case catalogue.secureStock:
        if (this.stock === 'held' && this.fate.stock === 'gone later') this.stock = 'none';
        if (this.stock === 'held') this.stock = 'secured';
        return this.stock === 'none'
          ? this.fly(catalogue.stockRefused, { shortages: [] })
          : this.fly(catalogue.stockSecured);
      case catalogue.commitStock:
        if (this.stock !== 'secured' && this.stock !== 'sold')
          this.broken.push(`sold what was ${this.stock}`);
        this.stock = 'sold';
        return this.fly(catalogue.stockCommitted);
      case catalogue.releaseStock:
        if (this.stock === 'sold') this.broken.push('released what was sold');
        this.stock = 'none';
        return this.fly(catalogue.stockReleased);
      case payment.authorisePayment:
        return this.authorise();
      case payment.capturePayment:
        return this.capture();
      case payment.voidPayment:
        if (this.money === 'captured' || this.money === 'refunded') return this.tell();
        this.money = 'voided';
        return this.fly(payment.paymentVoided);
      case payment.refundPayment:
        return this.refund(payload['refundId'] as string);
      case shipping.bookShipment:
        return this.book();
      case shipping.handOver:
        // Late, it may come after the money went back: the carrier was told to keep off before that.
        if (this.money !== 'captured' && this.money !== 'refunded')
          this.broken.push('handed over what was not paid');
        if (this.parcel === 'booked') this.parcel = 'handed';
        return;
      case shipping.cancelShipment:
        if (this.parcel === 'gone' || this.parcel === 'delivered') return this.move('collected');
        this.parcel = 'cancelled';
        return this.fly(shipping.shipmentCancelled);
      default:
        this.broken.push(`nobody obeys ${message.name}`);
    }
  }

  private reserve(expiresAt: string) {
    if (this.stock === 'sold') this.broken.push('reserved again what was sold');
    if (this.fate.stock === 'gone') return this.fly(catalogue.stockRefused, { shortages: [] });
    if (this.stock === 'none') this.stock = 'held';
    this.fly(catalogue.stockReserved, { expiresAt });
  }

  private authorise() {
    if (this.stock !== 'held' && this.money === 'none') {
      const late = ['cancelling', 'cancelled'].includes(this.order.state);
      if (!late) this.broken.push(`asked for money while the stock was ${this.stock}`);
    }
    if (this.money !== 'none') return this.tell();
    this.money = 'open';
    const { bank } = this.fate;
    if (bank === 'challenges' || bank === 'challenges in vain') {
      this.fly(payment.paymentChallenged, { challengeUrl: 'http://bank/' });
    }
    if (bank === 'hesitates') this.fly(payment.paymentUncertain);
    if (bank === 'approves' || bank === 'declines') this.settle();
  }

  /** The bank makes up its mind. */
  settle() {
    if (this.money !== 'open' || this.fate.bank === 'challenges in vain') return;
    this.money = this.fate.bank === 'declines' ? 'declined' : 'authorised';
    this.tell();
  }

  private tell() {
    if (this.money === 'authorised') {
      this.fly(payment.paymentAuthorised, { amount: placement.totals.total, gateway: 'worldpay' });
    }
    if (this.money === 'captured') this.fly(payment.paymentCaptured, { amount: placement.totals.total });
    if (this.money === 'declined') this.fly(payment.paymentDeclined, { reason: 'no' });
  }

  private capture() {
    if (this.parcel !== 'booked' && this.parcel !== 'cancelled' && this.money !== 'captured') {
      this.broken.push(`captured while the parcel was ${this.parcel}`);
    }
    if (this.money === 'voided' && this.captures === 0) this.broken.push('captured what was voided');
    this.captures += 1;
    const works = this.fate.capture === 'works' || (this.fate.capture !== 'fails' && this.captures > 1);
    if (this.money === 'authorised' && works) this.money = 'captured';
    if (this.money === 'captured') return this.tell();
    if (this.money === 'authorised') this.fly(payment.captureFailed, { reason: 'no' });
  }

  private refund(refundId: string) {
    if (this.money !== 'captured' && this.money !== 'refunded')
      this.broken.push(`refunded what was ${this.money}`);
    if (!this.refunds.has(refundId)) {
      const works = this.refundsFailed >= this.fate.refundsThatFail;
      if (!works) this.refundsFailed += 1;
      if (works && this.money === 'refunded') this.broken.push('refunded twice');
      if (works) this.money = 'refunded';
      this.refunds.set(refundId, works);
    }
    if (this.refunds.get(refundId) !== true)
      return this.fly(payment.refundFailed, { refundId, reason: 'no' });
    this.fly(payment.paymentRefunded, {
      refundId,
      amount: placement.totals.total,
      refundedTotal: placement.totals.total,
    });
  }

  private book() {
    if (this.parcel === 'none') this.parcel = this.fate.carrier === 'refuses' ? 'refused' : 'booked';
    if (this.parcel === 'refused' || this.parcel === 'cancelled') {
      return this.fly(shipping.bookingRefused, { reason: 'no' });
    }
    this.fly(shipping.shipmentBooked, {
      trackingNumber: 'SHOP0000000001',
      service: 'standard',
      earliest: '2026-11-24',
      latest: '2026-11-26',
    });
  }

  /** The carrier comes by. */
  collect() {
    if (this.parcel === 'handed') {
      this.parcel = 'gone';
      return this.move('collected');
    }
    if (this.parcel !== 'gone') return;
    this.parcel = 'delivered';
    this.move('delivered');
  }

  private move(status: 'collected' | 'delivered') {
    const when = status === 'collected' ? '2026-11-22T08:00:00.000Z' : '2026-11-24T08:00:00.000Z';
    this.fly(shipping.parcelMoved, { trackingNumber: 'SHOP0000000001', status, at: when, place: 'Depot' });
  }

  /** The next thing happens that happens when nothing goes wrong. */
  goOn() {
    if (this.flying.length > 0) return this.deliver(0, false);
    this.settle();
    this.collect();
  }

  /** Everything that is on its way arrives, and everybody does what is left to do. */
  comeToRest() {
    for (let round = 0; round < 300; round++) {
      while (this.flying.length > 0) this.deliver(0, false);
      this.settle();
      this.collect();
      if (this.flying.length > 0) continue;
      if (this.order.dueAt === undefined) return;
      this.wait();
    }
  }
}
