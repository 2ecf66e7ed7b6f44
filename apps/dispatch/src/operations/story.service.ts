import { Injectable } from '@nestjs/common';
import { catalogue, dispatch, Problem, payment, shipping } from '@shop/contracts';
import { CallError, log, Peers } from '@shop/service';
import { MailStore } from '../mail/mail.store.ts';
import { isFinal } from '../order/states.ts';
import { DeadLetterService } from './dead-letter.service.ts';
import { FindingsStore } from './findings.store.ts';
import { entriesOf, versionsOf } from './story.ts';

/** Most letters of a service that are looked through for one order. */
const LETTERS = 500;

/** Gathers the story of an order from everybody who knows a part of it. */
@Injectable()
export class StoryService {
  constructor(
    private readonly orders: FindingsStore,
    private readonly mails: MailStore,
    private readonly letters: DeadLetterService,
    private readonly peers: Peers,
  ) {}

  /** Throws order_not_found. A part that cannot be had says why, and the rest is told all the same. */
  async tell(orderId: string): Promise<dispatch.OrderStory> {
    const found = await this.orders.withWaiting(orderId);
    if (found === undefined) throw new Problem('order_not_found');
    const { order } = found;
    const input = { params: { orderId } };
    const [mails, stock, paid, parcel, dead] = await Promise.all([
      this.mails.aboutOrder(orderId),
      part('stock', () => this.peers.call(catalogue.reservationOfOrder, input)),
      part('payment', () => this.peers.call(payment.paymentOfOrder, input)),
      part('shipping', () => this.peers.call(shipping.shipmentOfOrder, input)),
      part('dead-letters', () => this.letters.list({ service: undefined, limit: LETTERS })),
    ]);
    const deadLetters = (dead.value?.items ?? []).filter((letter) => letter.orderId === orderId);
    const waiting = [
      ...waitingAt('dispatch', found.waiting),
      ...waitingAt('catalogue', stock.value?.waiting),
      ...waitingAt('payment', paid.value?.waiting),
      ...waitingAt('shipping', parcel.value?.waiting),
    ];
    const entries = entriesOf({
      order,
      mails,
      reservation: stock.value?.reservation,
      payment: paid.value?.payment,
      shipment: parcel.value?.shipment,
      waiting,
      deadLetters,
    });
    return {
      orderId,
      number: order.number,
      state: order.state,
      final: isFinal(order.state),
      ...(order.synthetic === true ? { synthetic: true } : {}),
      attempts: order.attempts,
      ...(order.dueAt === undefined ? {} : { dueAt: order.dueAt.toISOString() }),
      entries,
      versions: versionsOf(order),
      waiting,
      deadLetters,
      parts: [stock, paid, parcel, dead].map(({ told }) => told),
    };
  }
}

const waitingAt = (
  service: dispatch.Listener,
  messages: { id: string; type: string; at: string }[] = [],
): dispatch.WaitingMessage[] => messages.map((message) => ({ service, ...message }));

interface Part<T> {
  told: dispatch.OrderStory['parts'][number];
  value?: T;
}

async function part<T>(name: Part<T>['told']['part'], ask: () => Promise<T>): Promise<Part<T>> {
  try {
    return { told: { part: name }, value: await ask() };
  } catch (error) {
    log.warn({ err: error, part: name }, 'a part of a story is missing');
    const known = error instanceof CallError || error instanceof Problem;
    const problem = known ? `does not answer: ${error.code}` : 'does not answer';
    return { told: { part: name, problem } };
  }
}
