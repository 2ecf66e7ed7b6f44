import { setTimeout as pause } from 'node:timers/promises';
import { type catalogue, dispatch, web } from '@shop/contracts';
import { Client } from './client.ts';
import type { Dice } from './dice.ts';
import type { Chronicle } from './journal.ts';

const LOOK_EVERY_MS = 400;
/** How long what is left is worked on when no more can come. */
const PATIENCE_MS = 60_000;
const SIZE = 50;

const support = { login: 'support', password: 'robots-in-repair' };
const admin = { login: 'admin', password: 'robots-in-charge' };

export interface DeskOptions {
  readonly url: string;
  readonly dice: Dice;
  readonly chronicle: Chronicle;
  readonly giveUp: AbortSignal;
  /** True when no return will be asked for any more. */
  readonly over: () => boolean;
}

/** Somebody of the shop at the gateway's admin routes. */
class Clerk {
  readonly client: Client;
  readonly #account: { login: string; password: string };
  #signedIn = false;

  constructor({ url, chronicle, giveUp }: DeskOptions, account: { login: string; password: string }) {
    this.#account = account;
    this.client = new Client(url, chronicle.journalOf(account.login), giveUp);
  }

  async signIn(): Promise<boolean> {
    if (!this.#signedIn) {
      const input = { body: this.#account };
      this.#signedIn = (await this.client.until(web.startSession, input, { op: 'login' })).phase === 'ok';
    }
    return this.#signedIn;
  }

  /** Signs in again, should the session have run out. */
  doubt(code: string | undefined): void {
    if (code !== undefined && ['not_signed_in', 'forbidden'].includes(code)) this.#signedIn = false;
  }
}

/** The people who work on returns: support agrees to them and has the goods back, an admin is the second person. */
export class Desk {
  readonly #own: DeskOptions;
  readonly #support: Clerk;
  readonly #admin: Clerk;
  /** What goes on the shelf, by return: said the same way whenever it is said again. */
  readonly #shelved = new Map<string, catalogue.StockLine[]>();
  /** Returns whose refund was refused once: to be paid after all. */
  readonly #refused = new Set<string>();

  constructor(options: DeskOptions) {
    this.#own = options;
    this.#support = new Clerk(options, support);
    this.#admin = new Clerk(options, admin);
  }

  /** Works until no return can come any more and none waits for somebody. */
  async keep(): Promise<void> {
    let end: number | undefined;
    for (;;) {
      const over = this.#own.over();
      if (over) end ??= Date.now() + PATIENCE_MS;
      const left = (await this.#workOnReturns()) + (await this.#beSecondPerson());
      if (this.#own.giveUp.aborted || (over && left === 0) || (end !== undefined && Date.now() > end)) break;
      await pause(LOOK_EVERY_MS);
    }
    await Promise.all([this.#support.client.close(), this.#admin.client.close()]);
  }

  /** Tells how much there was to do, or to look for. */
  async #workOnReturns(): Promise<number> {
    const { client } = this.#support;
    if (!(await this.#support.signIn())) return 1;
    const found = await client.once(dispatch.listReturns, { query: { size: SIZE } }, { op: 'read' });
    this.#support.doubt(found.code);
    let worked = found.phase === 'ok' ? 0 : 1;
    for (const { id: returnId, orderId, state, lines } of found.body?.items ?? []) {
      const params = { orderId, returnId };
      const about = { orderId, returnId };
      if (state === 'requested') {
        const body = { approve: this.#own.dice.chance(0.85) };
        await client.until(dispatch.decideReturn, { params, body }, { op: 'decide', ...about });
      } else if (state === 'approved' || this.#refused.delete(returnId)) {
        const restock = this.#shelved.get(returnId) ?? this.#fit(lines);
        this.#shelved.set(returnId, restock);
        const note = { op: 'receive' as const, ...about, lines: restock };
        await client.until(dispatch.receiveReturn, { params, body: { restock } }, note);
      } else continue;
      worked += 1;
    }
    return worked;
  }

  async #beSecondPerson(): Promise<number> {
    const { client } = this.#admin;
    if (!(await this.#admin.signIn())) return 1;
    const found = await client.once(dispatch.listRefunds, { query: { size: SIZE } }, { op: 'read' });
    this.#admin.doubt(found.code);
    let worked = found.phase === 'ok' ? 0 : 1;
    for (const { id: refundId, orderId, returnId } of found.body?.items ?? []) {
      const approve = this.#own.dice.chance(0.8);
      const input = { params: { orderId, refundId }, body: { approve } };
      const note = { op: 'second-person' as const, orderId };
      const { phase } = await client.until(dispatch.decideRefund, input, note);
      if (!approve && phase !== 'unknown' && returnId !== undefined) this.#refused.add(returnId);
      worked += 1;
    }
    return worked;
  }

  /** What of it can be sold again: all, nothing, or the first line. */
  #fit(lines: readonly catalogue.StockLine[]): catalogue.StockLine[] {
    const kind = this.#own.dice.weighted({ all: 6, nothing: 2, some: 2 });
    if (kind === 'nothing') return [];
    return kind === 'all' ? [...lines] : lines.slice(0, 1);
  }
}
