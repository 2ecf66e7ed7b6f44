import { Injectable } from '@nestjs/common';
import { catalogue, type Output, type Payload, Problem, personOf, type user } from '@shop/contracts';
import { envelope, OutboxRelay, Unprocessable, waitingIn } from '@shop/messaging';
import { failpoint, log } from '@shop/service';
import { v7 as uuid } from 'uuid';
import { stockOf } from './product.ts';
import type { StoredReservation } from './reservation.entity.ts';
import { answerTo, eventOf, ReservationService } from './reservation.service.ts';
import { ReservationStore } from './reservation.store.ts';
import { StockStore } from './stock.store.ts';
import { orderedLines, type State, steps, type Verb } from './stock.ts';

/** Far more than the steps of any command; only a reservation that others keep moving gets there. */
const ROUNDS = 20;

type About = Payload<typeof catalogue.secureStock>;
type Begin = Pick<StoredReservation, 'lines' | 'expiresAt'>;

/** Stock and its holds: commands from dispatch, and what an admin sees and changes. */
@Injectable()
export class StockService {
  constructor(
    private readonly stock: StockStore,
    private readonly reservations: ReservationStore,
    private readonly work: ReservationService,
    private readonly relay: OutboxRelay,
  ) {}

  async get(sku: string): Promise<Output<typeof catalogue.getStock>> {
    const product = await this.stock.find(sku);
    if (product === null || product.removed) throw new Problem('product_not_found', { facts: { sku } });
    return stockOf(product);
  }

  async adjust(
    sku: string,
    { change, reason }: { change: number; reason: string },
    who: user.Shopper,
  ): Promise<Output<typeof catalogue.getStock>> {
    const at = new Date();
    const by = personOf(who);
    const act = { actId: uuid(), at: at.toISOString(), by, sku, change, reason };
    const news = envelope(catalogue.stockAdjusted, act);
    const product = await this.stock.adjust(sku, { change, reason, by: by.id, at }, news);
    log.info({ sku, change, by: by.id }, 'stock adjusted');
    this.relay.wake();
    return stockOf(product);
  }

  /** What an order asked for, and its messages that wait to be sent. */
  async ofOrder(orderId: string): Promise<Output<typeof catalogue.reservationOfOrder>> {
    const found = await this.reservations.find(orderId);
    if (found === null) return { reservation: null, waiting: [] };
    const { state, lines, expiresAt, createdAt, updatedAt, outbox } = found;
    return {
      reservation: {
        state,
        lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
        expiresAt: expiresAt.toISOString(),
        createdAt: createdAt.toISOString(),
        updatedAt: updatedAt.toISOString(),
      },
      waiting: waitingIn(outbox),
    };
  }

  low({ below, limit }: { below: number; limit: number }) {
    return this.stock.low(below, limit);
  }

  ledger(wanted: { after?: string | undefined; sku: string[]; limit: number }) {
    return this.stock.ledger(wanted);
  }

  reserve({ lines, expiresAt, ...order }: Payload<typeof catalogue.reserveStock>): Promise<void> {
    return this.run('reserve', order, { lines: orderedLines(lines), expiresAt: new Date(expiresAt) });
  }

  secure(order: About): Promise<void> {
    return this.run('secure', order);
  }

  commit(order: About): Promise<void> {
    return this.run('commit', order);
  }

  release(order: About): Promise<void> {
    return this.run('release', order);
  }

  /** Puts goods that came back on the shelf, product by product; doing it all again ends in the same place. */
  async comeBack({ orderId, returnId, lines }: Payload<typeof catalogue.returnStock>): Promise<void> {
    const ordered = orderedLines(lines);
    await failpoint('stock.before-shelve');
    for (const line of ordered) {
      await this.stock.comeBack(line, returnId);
      await failpoint('stock.after-shelve');
    }
    const last = ordered.at(-1);
    if (last !== undefined)
      await this.stock.say(last.sku, envelope(catalogue.stockReturned, { orderId, returnId }));
    await failpoint('stock.after-shelved');
    this.relay.wake();
  }

  /** Follows the table until the command is answered. Anybody may do so again at any point. */
  private async run(verb: Verb, order: About, begin?: Begin): Promise<void> {
    const { orderId } = order;
    const told = new Set<string>();
    let now = await this.reservations.find(orderId);
    for (let round = 0; round < ROUNDS; round++) {
      const step = steps[verb][now?.state ?? 'unknown'];
      if (step === 'nothing') return;
      if (step === 'impossible') {
        throw new Unprocessable(
          `cannot ${verb} the stock of order ${orderId}: it is ${now?.state ?? 'unknown'}`,
        );
      }
      if (now === null) now = await this.open(order, step as State, begin, told);
      else if (step === 'answer' || step === 'refuse') return this.answer(verb, now, step === 'refuse', told);
      else if (step === 'go on') now = await this.work.goOn(now, told);
      else if (step !== 'reserving') now = await this.reservations.move(orderId, now.state, step);
      else if (begin === undefined || begin.expiresAt <= new Date()) return;
      else now = await this.reservations.move(orderId, now.state, step, { expiresAt: begin.expiresAt });
      now ??= await this.reservations.find(orderId);
    }
    throw new Problem('service_unavailable', {
      detail: `Others are working on the stock of order ${orderId}.`,
    });
  }

  /** Says again what was said before, unless that was just now: whoever asks twice did not hear it. */
  private async answer(
    verb: Verb,
    now: StoredReservation,
    refuse: boolean,
    told: Set<string>,
  ): Promise<void> {
    const event = answerTo(verb, now, refuse);
    if (told.has(event.type)) return;
    await this.reservations.say(now._id, event);
    this.relay.wake();
  }

  /** `null` when somebody else opened it first. */
  private async open(order: About, state: State, begin: Begin | undefined, told: Set<string>) {
    const now = new Date();
    const { lines, expiresAt } = begin ?? { lines: [], expiresAt: now };
    const tooLate = state === 'reserving' && expiresAt <= now;
    const reservation: StoredReservation = {
      _id: order.orderId,
      ...(order.synthetic === true ? { synthetic: true } : {}),
      state: tooLate ? 'refused' : state,
      lines,
      expiresAt,
      shortages: [],
      createdAt: now,
      updatedAt: now,
      closedAt: tooLate || state !== 'reserving' ? now : null,
      outbox: [],
    };
    if (reservation.state !== 'reserving') reservation.outbox.push(eventOf(reservation));
    await failpoint('stock.before-open');
    if (!(await this.reservations.open(reservation))) return null;
    await failpoint('stock.after-open');
    for (const event of reservation.outbox) told.add(event.type);
    if (reservation.outbox.length > 0) this.relay.wake();
    return reservation;
  }
}
