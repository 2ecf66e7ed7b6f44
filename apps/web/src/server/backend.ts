import type { AnyRoute, CallInput, ErrorCode, Output, ServiceName } from '@shop/contracts';
import { CLIENT_HEADER, pathOf } from '@shop/contracts';
import { CallError } from '@shop/service/plain';
import { sentence, wrongFields } from '../i18n/here.ts';
import type { ActionResult } from './action-result.ts';
import { cached, isCached } from './cached.ts';
import { Kept } from './kept.ts';
import { peers } from './peers.ts';
import { currentClient, currentSession } from './session.ts';

export type { ActionResult };

/** The time limit of a call that a page can do without, in milliseconds. */
export const ASIDE_MS = 800;

/** Calls a service on behalf of whoever is looking at the page. Throws CallError. */
export async function backend<R extends AnyRoute>(
  route: R,
  input: CallInput<R>,
  limitMs?: number,
): Promise<Output<R>> {
  const session = await currentSession();
  const { clientAddress } = route.guessable ? await currentClient() : {};
  const headers = clientAddress === undefined ? {} : { [CLIENT_HEADER]: clientAddress };
  return peers().call(route, input, { token: session?.accessToken, timeoutMs: limitMs, headers });
}

/** The same for a route that may be asked twice: with the key, it does what it does once. Throws CallError. */
export async function backendOnce<R extends AnyRoute>(
  route: R,
  input: CallInput<R>,
  idempotencyKey: string,
): Promise<Output<R>> {
  const session = await currentSession();
  return peers().call(route, input, { token: session?.accessToken, idempotencyKey });
}

/** Whose answers to everybody are kept: goods, reviews, where we deliver, how one pays. */
const keptOf = new Set<ServiceName>(['catalogue', 'ratings', 'shipping', 'payment']);
const kept = new Kept();

/**
 * Calls a public route of a service, the same for everybody. The answer may come from the cache that all replicas share, until
 * what it tells of changes; while the service is away, or slow, it is what was answered last. Nothing is bought by that: prices
 * and stock are looked at again at checkout. Throws CallError.
 */
export function publicRead<R extends AnyRoute>(
  route: R,
  input: CallInput<R>,
  limitMs?: typeof ASIDE_MS,
): Promise<Output<R>> {
  const ask = () =>
    isCached(route) ? cached(route, input, limitMs) : peers().call(route, input, { timeoutMs: limitMs });
  return keptOf.has(route.service) ? kept.read(route.service, pathOf(route, input), ask) : ask();
}

/** What a call gave, or undefined where the shop can do without: the part that is away stays empty. */
export async function orNothing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CallError) return undefined;
    throw error;
  }
}

/** What a call gave, or 'away' when the service cannot be reached: the page says so instead of failing. */
export async function orAway<T>(call: Promise<T>): Promise<T | 'away'> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CallError && error.status >= 500) return 'away';
    throw error;
  }
}

/** What a call gave, or undefined where there is no such thing (404, 410, or a name that cannot be one). */
export async function orMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CallError && [400, 404, 410].includes(error.status)) return undefined;
    throw error;
  }
}

/** What a call gave, or 'gone' for what there was and is not any more (410). */
export async function orGone<T>(call: Promise<T>): Promise<T | 'gone'> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof CallError && error.status === 410) return 'gone';
    throw error;
  }
}

/**
 * Runs an action's call and puts what comes of it into words. `beside` names the field that an error is about, so that its
 * sentence stands there too.
 */
export async function act(
  success: string,
  work: () => Promise<unknown>,
  beside: Partial<Record<ErrorCode, string>> = {},
): Promise<ActionResult> {
  try {
    await work();
    return { ok: true, message: success, at: Date.now() };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const fields = await wrongFields(error.details?.issues);
    const message = await sentence(error.code);
    const field = beside[error.code as ErrorCode];
    if (field !== undefined) fields[field] ??= message;
    return { ok: false, message, fields, at: Date.now() };
  }
}
