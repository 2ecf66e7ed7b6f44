import { type AnyMessage, catalogue, type Payload, Problem, payment, shipping } from '@shop/contracts';
import type { Outgoing } from '../src/order/commands.ts';
import type { Fact } from '../src/order/facts.ts';
import type { OrderRecord } from '../src/order/order.ts';
import { isFinal, next, type State } from '../src/order/states.ts';
import { type Circumstances, decide, place } from '../src/order/workflow.ts';
import { Carrier } from './model.carrier.ts';
import { Bank, type Mood, type Say, Shelf } from './model.others.ts';
import { ORDER_ID, placement } from './world.ts';

/** How the others will behave, and what is on the shelf. */
export interface Fate extends Mood {
  stocked: number;
  refusesParcels: boolean;
  synthetic: boolean;
}

interface Flying {
  id: string;
  message: AnyMessage;
  payload: Record<string, unknown>;
  /** The sender will send it again if it is lost: it answers a command, or is one. */
  asked: boolean;
}

const QUANTITY = 2;
const staff = { id: '0190f0f0-0000-7000-8000-0000000000aa', name: 'Sue' };
const start = new Date('2026-11-21T10:00:00Z');
const kinds = new Map(
  Object.entries({ ...catalogue, ...payment, ...shipping }).flatMap(([kind, value]) =>
    typeof value === 'object' && 'kind' in value && value.kind === 'event'
      ? [[value.name, kind] as const]
      : [],
  ),
);

/**
 * An order's workflow among services that keep to the words of their contracts, and a network that repeats, delays,
 * reorders and loses. What is lost for good is only what is sent again: commands and answers. The rest is in an outbox.
 */
export class World {
  order: OrderRecord;
  now = start;
  readonly broken: string[] = [];
  readonly announced: string[] = [];
  readonly shelf: Shelf;
  readonly bank: Bank;
  readonly carrier: Carrier;
  readonly synthetic: boolean;
  /** Messages on their way. */
  readonly flying: Flying[] = [];
  /** Decided and stored, not published yet. */
  private outbox: Outgoing[] = [];
  private readonly handled = new Set<string>();
  private ids = 0;

  constructor(fate: Fate) {
    const say: Say = (event, payload, how) =>
      this.fly(event, { orderId: ORDER_ID, ...payload }, how === 'asked');
    this.synthetic = fate.synthetic;
    this.shelf = new Shelf(fate.stocked, QUANTITY, say, this.broken);
    this.bank = new Bank(fate, say, this.broken);
    this.carrier = new Carrier(fate.refusesParcels, say);
    const born = place(
      { ...placement, ...(fate.synthetic ? { synthetic: true } : {}) },
      { now: this.now, cause: 'test', version: 'test' },
    );
    this.order = born.order;
    this.outbox = born.messages;
  }

  get total(): number {
    return placement.totals.total.amount;
  }

  get newId(): string {
    return `0190f0f0-0000-7000-8000-${String(++this.ids).padStart(12, '0')}`;
  }

  /** The relay publishes. When it dies before it has noted that, it publishes the same again. */
  publish(diesBefore: boolean) {
    const messages = this.outbox;
    for (const { message, payload } of messages) {
      message.payload.parse(payload);
      if (message.service === 'dispatch') this.announce(message.name);
      else this.fly(message, payload as Record<string, unknown>, true);
    }
    if (!diesBefore) this.outbox = [];
  }

  /** A message arrives; when its consumer dies before the acknowledgement it will arrive again. */
  deliver(index: number, again: boolean) {
    const at = index % Math.max(1, this.flying.length);
    const one = this.flying[at];
    if (one === undefined) return;
    if (!again) this.flying.splice(at, 1);
    if (one.message.kind === 'command') this.obey(one.message, one.payload);
    else this.learn({ kind: kinds.get(one.message.name), ...one.payload } as Fact, one.id);
  }

  /** A message is lost. */
  lose(index: number) {
    const losable = this.flying.filter(({ asked }) => asked);
    const one = losable[index % Math.max(1, losable.length)];
    if (one !== undefined) this.flying.splice(this.flying.indexOf(one), 1);
  }

  /** Somebody stops the order; false when it was too late for that. */
  stop(by: 'shopper' | 'shop'): boolean {
    return this.tries({ kind: 'stopped', by });
  }

  /** Somebody of the shop pays some of the money back. */
  payBack(amount: number): boolean {
    const id = this.newId;
    const asked = { id, key: id, fingerprint: id, amount, reason: 'kindness', by: staff, limit: 1_000_000 };
    return this.tries({ kind: 'refundAsked', ...asked });
  }

  /** The shopper sends one of two back, and the shop puts it on the shelf or not. */
  sendBack(shelved: boolean): boolean {
    const returnId = this.newId;
    const lines = [{ sku: placement.lines[0]?.sku ?? '', quantity: 1 }];
    const asked = { id: returnId, key: returnId, fingerprint: returnId, lines, days: 30 };
    const restock = shelved ? lines : [];
    return (
      this.tries({ kind: 'returnAsked', reason: 'unwanted', ...asked }) &&
      this.tries({ kind: 'returnDecided', returnId, approve: true }) &&
      this.tries({ kind: 'returnReceived', returnId, restock, by: staff, limit: 1_000_000 })
    );
  }

  /** Somebody does something; false when it was refused. */
  private tries(fact: Fact): boolean {
    try {
      this.learn(fact);
      return true;
    } catch (error) {
      if (error instanceof Problem) return false;
      throw error;
    }
  }

  /** Time passes until the order is due, and whoever looks for such orders finds it. */
  wait() {
    const due = this.order.dueAt;
    if (due !== undefined && due > this.now) this.now = due;
    this.learn({ kind: 'overdue' });
  }

  pass(ms: number) {
    this.now = new Date(this.now.getTime() + ms);
  }

  learn(fact: Fact, messageId?: string) {
    if (messageId !== undefined && this.handled.has(messageId)) return;
    const { now, newId: refundId } = this;
    const given: Circumstances = { now, cause: fact.kind, messageId, version: 'test', refundId };
    const before = JSON.stringify(this.order);
    const from = this.order;
    const decision = decide(this.order, fact, given);
    if (JSON.stringify(from) !== before) this.broken.push('a decision changed the order it was given');
    if (decision === undefined) return;
    if (messageId !== undefined) this.handled.add(messageId);
    this.order = decision.order;
    this.outbox.push(...decision.messages);
    this.judgeStep(from);
  }

  /** Whatever is on its way arrives and everybody does their part, until nothing is left to do. False when that never ends. */
  comeToRest(): boolean {
    for (let round = 0; round < 400; round++) {
      this.publish(false);
      while (this.flying.length > 0) {
        this.deliver(0, false);
        this.publish(false);
      }
      this.bank.decide();
      this.carrier.move();
      this.shelf.sweep(this.now.getTime());
      if (this.flying.length > 0) continue;
      if (this.order.dueAt === undefined) return true;
      this.wait();
    }
    return false;
  }

  private judgeStep(from: OrderRecord) {
    const { order } = this;
    if (order.version !== from.version + 1) this.broken.push('a version was left out');
    const states = [from.state, ...order.timeline.slice(from.timeline.length).map(({ state }) => state)];
    for (const [i, state] of states.slice(1).entries()) {
      const before = states[i] as State;
      const legal = before === state || (next[before] as readonly State[]).includes(state);
      if (!legal) this.broken.push(`went from ${before} to ${state}`);
    }
    if (states.at(-1) !== order.state) this.broken.push('the timeline does not tell the state');
    // Only the carrier brings an order on that has left; whatever else is awaited is awaited with a deadline.
    if (!isFinal(order.state) && order.state !== 'dispatched' && order.dueAt === undefined)
      this.broken.push(`waits for ever in ${order.state}`);
  }

  private announce(name: string) {
    if (name === 'dispatch.order-changed.v1' || this.announced.includes(name)) return;
    this.announced.push(name);
  }

  private fly(message: AnyMessage, payload: Record<string, unknown>, asked: boolean) {
    if (message.kind === 'command' && (payload['synthetic'] === true) !== this.synthetic)
      this.broken.push(`${message.name} does not say whether the order is real`);
    this.flying.push({ id: `message-${++this.ids}`, message, payload, asked });
  }

  private obey(message: AnyMessage, payload: Record<string, unknown>) {
    const { shelf, bank, carrier } = this;
    switch (message) {
      case catalogue.reserveStock:
        return shelf.reserve(payload['expiresAt'] as string);
      case catalogue.secureStock:
        return shelf.secure();
      case catalogue.commitStock:
        return shelf.commit();
      case catalogue.releaseStock:
        return shelf.release();
      case catalogue.returnStock:
        return shelf.comeBack(payload as Payload<typeof catalogue.returnStock>);
      case payment.authorisePayment:
        return bank.authorise(payload as Payload<typeof payment.authorisePayment>);
      case payment.capturePayment:
        // Goods that nobody has booked a parcel for are not to be paid.
        if (carrier.is === 'nothing') this.broken.push('money was taken before a parcel was booked');
        return bank.capture();
      case payment.voidPayment:
        return bank.void();
      case payment.refundPayment:
        return bank.refund(payload as Payload<typeof payment.refundPayment>);
      case shipping.bookShipment:
        return carrier.book((payload as Payload<typeof shipping.bookShipment>).service);
      case shipping.handOver:
        if (bank.captures.length === 0) this.broken.push('a parcel was handed over that is not paid');
        return carrier.handOver();
      case shipping.cancelShipment:
        return carrier.cancel();
      default:
        this.broken.push(`nobody obeys ${message.name}`);
    }
  }
}
