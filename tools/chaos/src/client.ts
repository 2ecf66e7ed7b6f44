import { setTimeout as pause } from 'node:timers/promises';
import { type AnyRoute, type CallInput, type Output, pathOf, publicPath } from '@shop/contracts';
import { Agent, type Dispatcher, request } from 'undici';
import { z } from 'zod';
import { Cookies } from './cookies.ts';
import type { Entry } from './history.ts';

/** How long one call may take before its outcome counts as unknown. */
const CALL_LIMIT_MS = 12_000;
/** How long a call is tried again. */
export const PATIENCE_MS = 60_000;

/** The answer of the gateway; what it means for the history is `phase`. */
export interface Reply<T> {
  /** `ok`: done; `fail`: the shop says that it is not; `unknown`: no answer, or one that leaves it open. */
  readonly phase: 'ok' | 'fail' | 'unknown';
  /** Status, or the network's error. */
  readonly answer: number | string;
  /** With `ok` only. */
  readonly body: T | undefined;
  /** Code of the problem, with `fail`. */
  readonly code: string | undefined;
}

/** Calls that are written down: the history's entry without what the journal adds. */
export type Note = Omit<Entry, 'at' | 'call' | 'shopper' | 'phase'>;
/** Writes the invocation, and gives what writes the outcome. */
export type Journal = (note: Note) => (phase: Reply<unknown>['phase'], more: Partial<Note>) => void;

const Problem = z.object({ code: z.string() });
// These say that the same call may succeed in a moment.
const OPEN = new Set([408, 425, 429]);

/** A browser without a page: cookies, time limits, and tries that carry the same Idempotency-Key. */
export class Client {
  readonly #url: string;
  readonly #journal: Journal;
  readonly #giveUp: AbortSignal;
  readonly #agent = new Agent({ connect: { timeout: 3_000 } });
  readonly #cookies = new Cookies();

  constructor(url: string, journal: Journal, giveUp: AbortSignal) {
    this.#url = url;
    this.#journal = journal;
    this.#giveUp = giveUp;
  }

  /** Somebody new: no cookies. */
  forget(): void {
    this.#cookies.forget();
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  /** One call, written down. */
  async once<R extends AnyRoute>(
    route: R,
    input: CallInput<R>,
    note: Note,
    learnt: (body: Output<R>) => Partial<Note> = () => ({}),
  ): Promise<Reply<Output<R>>> {
    const write = this.#journal(note);
    const reply = await this.#send(route, input, note.key);
    const more = reply.body === undefined ? {} : learnt(reply.body);
    write(reply.phase, { answer: reply.code ?? reply.answer, ...more });
    return reply;
  }

  /** The same until the outcome is known, or a minute is over: then the last one. */
  async until<R extends AnyRoute>(
    route: R,
    input: CallInput<R>,
    note: Note,
    learnt?: (body: Output<R>) => Partial<Note>,
  ): Promise<Reply<Output<R>>> {
    const end = Date.now() + PATIENCE_MS;
    for (let waitMs = 200; ; waitMs = Math.min(waitMs * 2, 2_000)) {
      const reply = await this.once(route, input, note, learnt);
      if (reply.phase !== 'unknown' || Date.now() + waitMs > end || this.#giveUp.aborted) return reply;
      await pause(waitMs);
    }
  }

  async #send<R extends AnyRoute>(
    route: R,
    input: CallInput<R>,
    key: string | undefined,
  ): Promise<Reply<Output<R>>> {
    const place = publicPath(route);
    if (place === undefined) throw new Error(`${route.method} ${route.path} has no public door`);
    const { body } = input as { body?: unknown };
    try {
      const response = await request(this.#url + pathOf({ ...route, path: place }, input), {
        method: route.method as Dispatcher.HttpMethod,
        dispatcher: this.#agent,
        signal: AbortSignal.timeout(CALL_LIMIT_MS),
        headers: {
          ...(this.#cookies.header === undefined ? {} : { cookie: this.#cookies.header }),
          ...(key === undefined ? {} : { 'idempotency-key': key }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.body.text();
      this.#cookies.take([response.headers['set-cookie'] ?? []].flat());
      return read(route, response.statusCode, text);
    } catch (error) {
      return { phase: 'unknown', answer: nameOf(error), body: undefined, code: undefined };
    }
  }
}

function read<R extends AnyRoute>(route: R, status: number, text: string): Reply<Output<R>> {
  const body = parsed(text);
  if (status >= 200 && status < 300) {
    const output = route.output.safeParse(body);
    if (output.success)
      return { phase: 'ok', answer: status, body: output.data as Output<R>, code: undefined };
    return {
      phase: 'unknown',
      answer: `${status}, not what the contract says`,
      body: undefined,
      code: undefined,
    };
  }
  const problem = Problem.safeParse(body);
  const code = problem.success ? problem.data.code : undefined;
  const open = status >= 500 || OPEN.has(status) || code === 'request_in_progress' || code === undefined;
  return { phase: open ? 'unknown' : 'fail', answer: status, body: undefined, code };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nameOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : String(error);
}
