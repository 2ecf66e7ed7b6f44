import { setTimeout as wait } from 'node:timers/promises';
import { type Dispatcher, request } from 'undici';
import { Failure, sentenceOf } from './failure.ts';

const LARGEST_ANSWER = 4 * 1024 * 1024;

/** Until when one goes on: `signal` ends the whole run, `callMs` a single call. */
export interface Limits {
  signal: AbortSignal;
  callMs: number;
}

export interface Question {
  method?: Dispatcher.HttpMethod;
  headers?: Record<string, string>;
  body?: unknown;
  /** True for a connection of its own, which a load balancer sends wherever it likes. */
  fresh?: boolean;
  dispatcher?: Dispatcher | undefined;
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** The body as JSON, or as text where it is none. */
  body: unknown;
}

/** Asks once. Throws Failure when there is no whole answer in time. */
export async function ask(url: string, question: Question, limits: Limits): Promise<Answer> {
  limits.signal.throwIfAborted();
  const signal = AbortSignal.any([limits.signal, AbortSignal.timeout(limits.callMs)]);
  const { body, headers = {}, method = 'GET', fresh = false, dispatcher } = question;
  try {
    const answer = await request(url, {
      method,
      signal,
      reset: fresh,
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      body: body === undefined ? null : JSON.stringify(body),
      ...(dispatcher === undefined ? {} : { dispatcher }),
    });
    return { status: answer.statusCode, headers: answer.headers, body: parsed(await textOf(answer.body)) };
  } catch (error) {
    // The run has ended, by its own limit or from outside: that is the reason, and no answer of this call.
    limits.signal.throwIfAborted();
    const why = signal.aborted ? `no answer within ${limits.callMs} ms` : sentenceOf(error);
    throw new Failure(why, { passing: true, cause: error });
  }
}

async function textOf(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new Error(`an answer of more than ${LARGEST_ANSWER} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Waits, unless the run ends before. */
export const pause = (ms: number, { signal }: Limits): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => signal.throwIfAborted());
