import { randomUUID as uuid } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { cart, catalogue, dispatch, type Output, type payment, type shipping, web } from '@shop/contracts';
import { type CardKind, cards, weights } from './cards.ts';
import { Client, type Journal, type Note, PATIENCE_MS, type Reply } from './client.ts';
import type { Dice } from './dice.ts';
import { answerAt, tokenOf } from './provider.ts';
import { Regrets } from './regrets.ts';

const PASSWORD = 'correct horse battery';
/** How long a shopper watches for the bank's question. */
const QUESTION_LIMIT_MS = 20_000;

/** What is sold, and where to. */
export interface Shelf {
  /** Products that do not last for everybody. */
  readonly scarce: readonly string[];
  readonly plenty: readonly string[];
  /** Of promotions, some with less uses than shoppers who want one. */
  readonly codes: readonly string[];
  readonly city: shipping.City;
}

export interface ShopperOptions {
  /** `guest-3`, `member-1`. */
  readonly name: string;
  readonly url: string;
  readonly psp: string;
  readonly shelf: Shelf;
  readonly dice: Dice;
  readonly journal: Journal;
  /** Ends every waiting: the run is over. */
  readonly giveUp: AbortSignal;
}

type Lines = { sku: string; quantity: number }[];
type Placed = Reply<Output<typeof dispatch.placeOrder>>;

/** Somebody who buys again and again by the gateway's public API, and goes on whatever is down. */
export class Shopper {
  readonly #own: ShopperOptions;
  readonly #client: Client;
  /** Apart from those of other runs: names and addresses are unique in the shop. */
  readonly #id = uuid().slice(-8);
  readonly #regrets: Regrets;
  #visits = 0;
  #member = false;

  constructor(options: ShopperOptions) {
    this.#own = options;
    this.#client = new Client(options.url, options.journal, options.giveUp);
    this.#regrets = new Regrets(this.#client, options.dice);
  }

  /** The last that is heard of this shopper: what is still unwanted is sent back. */
  async leave(): Promise<void> {
    await this.#regrets.act();
    await this.#client.close();
  }

  /** One visit: true when the shop has accepted an order. */
  async visit(): Promise<boolean> {
    this.#visits += 1;
    if (this.#own.name.startsWith('member')) await this.#signIn();
    else if (this.#own.dice.chance(0.6)) this.#client.forget();
    await this.#regrets.act();
    const lines = await this.#fill();
    if (lines.length === 0) return false;
    const { cityId } = { cityId: this.#own.shelf.city.id };
    const quoted = await this.#client.until(
      dispatch.createQuote,
      { body: { cityId, service: this.#own.dice.pick(['economy', 'standard', 'express'] as const) } },
      { op: 'quote' },
    );
    if (quoted.body === undefined) {
      // Sold out since, or somebody signed out in between: the next visit begins with an empty cart.
      await this.#client.until(cart.clearCart, {}, { op: 'add-to-cart' });
      if (quoted.code === 'not_signed_in') this.#member = false;
      return false;
    }
    const bought = quoted.body.lines.map(({ sku, quantity }) => ({ sku, quantity }));
    return this.#buy(quoted.body, bought);
  }

  async #signIn(): Promise<void> {
    if (this.#member) return;
    const email = `${this.#own.name}.${this.#id}@example.org`;
    const name = `${this.#own.name} ${this.#id}`;
    const opened = await this.#client.until(
      web.openAccount,
      { body: { name, email, password: PASSWORD } },
      { op: 'register' },
    );
    if (opened.phase === 'ok') {
      this.#member = true;
      return;
    }
    // The account is there already: an answer was lost, or the session has run out.
    this.#client.forget();
    const body = { login: email, password: PASSWORD };
    this.#member = (await this.#client.until(web.startSession, { body }, { op: 'login' })).phase === 'ok';
  }

  async #fill(): Promise<Lines> {
    const { dice, shelf } = this.#own;
    if (dice.chance(0.5))
      await this.#client.once(catalogue.listProducts, { query: { size: 12 } }, { op: 'read' });
    const lines: Lines = [];
    for (let count = dice.between(1, 3); count > 0; count -= 1) {
      const from = shelf.scarce.length > 0 && dice.chance(0.35) ? shelf.scarce : shelf.plenty;
      const line = { sku: dice.pick(from), quantity: dice.between(1, 2) };
      const added = await this.#client.until(
        cart.addLine,
        { body: line },
        { op: 'add-to-cart', lines: [line] },
      );
      if (added.phase === 'ok') lines.push(line);
    }
    await this.#thinkTwice(lines);
    if (dice.chance(0.5))
      await this.#client.until(
        cart.setPromotion,
        { body: { code: dice.pick(shelf.codes) } },
        { op: 'promotion' },
      );
    return lines;
  }

  /** Puts something aside for later, and half of the time takes it up again. */
  async #thinkTwice(lines: Lines): Promise<void> {
    const [first] = lines;
    if (first === undefined || lines.length < 2 || !this.#own.dice.chance(0.2)) return;
    const input = { params: { sku: first.sku } };
    const saved = await this.#client.until(cart.saveLine, input, { op: 'save-for-later' });
    if (saved.phase === 'ok' && this.#own.dice.chance(0.5))
      await this.#client.until(cart.takeUpLine, input, { op: 'save-for-later' });
  }

  async #buy(quote: dispatch.Quote, lines: Lines): Promise<boolean> {
    const { dice, shelf, name } = this.#own;
    const card = dice.weighted(weights);
    const gateway = dice.pick(['stripe', 'worldpay'] as const);
    const token = await this.#token(card, gateway);
    if (token === undefined) return false;
    const email = `${name}.${this.#id}.${this.#visits}@example.org`;
    const key = uuid();
    const body = {
      quote: quote.token,
      email,
      address: {
        name: 'Ada Lovelace',
        street: 'Unter den Linden 1',
        postcode: '10117',
        cityId: shelf.city.id,
        city: shelf.city.name,
        country: shelf.city.country,
      },
      payment: { gateway, token },
    };
    const { amount: total } = quote.totals.total;
    const note: Note = { op: 'place', key, email, card, lines, total };
    const place = (): Promise<Placed> =>
      this.#client.until(dispatch.placeOrder, { body }, note, ({ id }) => ({ orderId: id }));
    const impatient = dice.chance(0.08);
    const [first, second] = await Promise.all([place(), impatient ? place() : undefined]);
    if (dice.chance(0.05)) await place();
    const order = first.body ?? second?.body;
    if (order === undefined) return false;
    const { id, accessKey } = order;
    this.#regrets.consider({ orderId: id, lines, ...(this.#member ? {} : { accessKey, email }) });
    await this.#after(id, card);
    return true;
  }

  /** What the hosted card fields do; tried again while the provider is away. */
  async #token(card: CardKind, gateway: payment.GatewayId): Promise<string | undefined> {
    return this.#provider('card', () => tokenOf(this.#own.psp, gateway, cards[card].number));
  }

  async #after(orderId: string, card: CardKind): Promise<void> {
    const { dice } = this.#own;
    if (card.startsWith('challenge')) await this.#answerBank(orderId, card);
    else if (dice.chance(0.3))
      await this.#client.once(dispatch.getOrder, { params: { orderId } }, { op: 'read', orderId });
    if (dice.chance(0.07)) {
      if (dice.chance(0.5)) await pause(dice.between(0, 1_500));
      await this.#client.until(dispatch.cancelOrder, { params: { orderId } }, { op: 'cancel', orderId });
    }
  }

  /** Waits for the bank's question and answers it, unless this shopper is one who walks away. */
  async #answerBank(orderId: string, card: CardKind): Promise<void> {
    if (card === 'challenge-abandoned') return;
    const end = Date.now() + QUESTION_LIMIT_MS;
    while (Date.now() < end && !this.#own.giveUp.aborted) {
      const { body } = await this.#client.once(
        dispatch.getOrder,
        { params: { orderId } },
        { op: 'read', orderId },
      );
      if (body?.final === true) return;
      const page = body?.payment.challengeUrl;
      if (page !== undefined) {
        const answer = card === 'challenge-approved' ? 'approve' : 'refuse';
        await this.#provider('challenge', () => answerAt(page, answer));
        return;
      }
      await pause(400);
    }
  }

  async #provider<T>(op: 'card' | 'challenge', ask: () => Promise<T>): Promise<T | undefined> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const write = this.#own.journal({ op });
      try {
        const got = await ask();
        write('ok', {});
        return got;
      } catch (error) {
        write('unknown', { answer: error instanceof Error ? error.name : String(error) });
        if (Date.now() > end || this.#own.giveUp.aborted) return undefined;
        await pause(300);
      }
    }
  }
}
