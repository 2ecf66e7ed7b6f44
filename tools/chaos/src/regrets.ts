import { randomUUID as uuid } from 'node:crypto';
import { type catalogue, dispatch } from '@shop/contracts';
import type { Client, Note } from './client.ts';
import type { Dice } from './dice.ts';

/** How often a return is asked for of an order that may not have come yet. */
const TRIES = 4;

/** An order that somebody may want to send back; a member's without what opens it for others. */
export interface Bought {
  readonly orderId: string;
  readonly lines: catalogue.StockLine[];
  readonly accessKey?: string;
  readonly email?: string;
}

interface Wish extends Bought {
  readonly key: string;
  tries: number;
}

/** What one shopper does not want any more: asked for again, with the same key, until the parcel has come. */
export class Regrets {
  readonly #client: Client;
  readonly #dice: Dice;
  #wishes: Wish[] = [];

  constructor(client: Client, dice: Dice) {
    this.#client = client;
    this.#dice = dice;
  }

  /** Some of what is bought is not wanted: all of it, or one piece of it. */
  consider(bought: Bought): void {
    if (!this.#dice.chance(0.5)) return;
    const [first] = bought.lines;
    const lines =
      first !== undefined && this.#dice.chance(0.6) ? [{ ...first, quantity: 1 }] : [...bought.lines];
    this.#wishes.push({ ...bought, lines, key: uuid(), tries: 0 });
  }

  /** Asks for every return that is still wanted. */
  async act(): Promise<void> {
    const left: Wish[] = [];
    for (const wish of this.#wishes) {
      wish.tries += 1;
      const twice = this.#dice.chance(0.1);
      const [phase] = await Promise.all([this.#ask(wish), twice ? this.#ask(wish) : undefined]);
      if (phase !== 'ok' && wish.tries < TRIES) left.push(wish);
    }
    this.#wishes = left;
  }

  async #ask({ orderId, lines, key, accessKey, email }: Wish): Promise<'ok' | 'fail' | 'unknown'> {
    const note: Note = { op: 'return', key, orderId, lines };
    const learnt = ({ id }: dispatch.Return): Partial<Note> => ({ returnId: id });
    const body = { lines, reason: 'unwanted' as const };
    const reply =
      accessKey === undefined || email === undefined
        ? await this.#client.until(dispatch.requestReturn, { params: { orderId }, body }, note, learnt)
        : await this.#client.until(
            dispatch.requestReturnByKey,
            { params: { accessKey }, body: { ...body, email } },
            note,
            learnt,
          );
    return reply.phase;
  }
}
