import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type AnyRoute,
  done,
  type ErrorCode,
  errors,
  localeOf,
  localPath,
  Problem,
  parseInput,
  user,
  web,
} from '@shop/contracts';
import { CallError, type Peers } from '@shop/service/plain';
import { cookieNames } from './cookies.ts';
import { readBody, sendJson, sendProblem } from './http.ts';
import { setPreferences } from './preferences.ts';
import type { Joined, Session, Sessions } from './session.ts';

export interface SessionRouteOptions {
  publicOrigin: string;
  sessions: Sessions;
  peers: Peers;
  clientAddress(request: IncomingMessage): string | undefined;
}

interface Result {
  body: unknown;
  /** The session the browser has from now on; null ends it, undefined leaves it. */
  session?: Session | null | undefined;
  /** How many products joined the cart, to be said on the next page. */
  joined?: number;
}

/**
 * The routes the gateway answers itself: who am I, sign in, register, sign out, and what I
 * like to see. They take JSON, and forms too, which
 * are answered with a redirect, so that signing in needs no JavaScript.
 */
export async function sessionRoutes(
  route: AnyRoute,
  request: IncomingMessage,
  response: ServerResponse,
  { sessions, peers, clientAddress, publicOrigin }: SessionRouteOptions,
): Promise<void> {
  const form = isForm(request);
  const given = route.method === 'GET' ? {} : parseBody(await readBody(request), form);
  const { next, ...body } = given as { next?: unknown };
  if (route === (web.setPreferences as AnyRoute)) {
    const secure = publicOrigin.startsWith('https:');
    setPreferences(form ? body : (given as object), ownPath(next), response, { form, secure });
    return;
  }
  const opened = await sessions.open(request.headers.cookie);
  try {
    const result = await perform(
      route,
      form ? body : given,
      opened.session,
      sessions,
      peers,
      clientOf(request, clientAddress(request)),
    );
    const cookie = result.session === undefined ? opened.cookie : result.session;
    const kept = cookie === undefined ? [] : [await sessions.cookie(cookie)];
    const secure = publicOrigin.startsWith('https:');
    const told = result.joined === undefined ? [] : [joinedCookie(result.joined, secure)];
    if (kept.length + told.length > 0) response.setHeader('set-cookie', [...kept, ...told]);
    if (form) redirect(response, ownPath(next) ?? '/');
    else sendJson(response, route.status, result.body);
  } catch (error) {
    const problem = fromUser(error);
    if (!form) return sendProblem(response, problem);
    const page = route === (web.openAccount as AnyRoute) ? '/register' : '/login';
    const fields = (problem.issues ?? [])
      .map(({ path, kind = '', limit = '' }) => `${path.replace('body.', '')}:${kind}:${limit}`)
      .join(',');
    const query = new URLSearchParams({ error: problem.code, ...(fields === '' ? {} : { fields }) });
    const back = ownPath(next);
    if (back !== undefined) query.set('next', back);
    redirect(response, localPath(localeOf(back ?? '/'), `${page}?${query}`));
  }
}

async function perform(
  route: AnyRoute,
  given: unknown,
  before: Session | undefined,
  sessions: Sessions,
  peers: Peers,
  client: Client,
): Promise<Result> {
  const parsed = parseInput(route, { params: {}, query: {}, body: given });
  if (!parsed.ok) throw new Problem('invalid_request', { issues: parsed.issues });
  const asked = parsed.input.body as never;
  switch (route as unknown) {
    case web.getSession:
      return { body: { shopper: before?.shopper ?? null } };
    case web.startSession: {
      const tokens = await peers.call(
        user.login,
        { body: { ...(asked as object), ...client } as never },
        slow,
      );
      return signedIn(await sessions.become(tokens, before));
    }
    case web.openAccount: {
      const tokens = await peers.call(
        user.register,
        { body: { ...(asked as object), ...client } as never },
        slow,
      );
      return signedIn(await sessions.become(tokens, before));
    }
    case web.endSession:
      if (before !== undefined) await sessions.end(before);
      return { body: done, session: null };
    default:
      throw new Problem('route_not_found');
  }
}

/** What is told of the browser that signs in. */
interface Client {
  clientAddress?: string;
  userAgent?: string;
}

const LONGEST_USER_AGENT = 500;

function clientOf({ headers }: IncomingMessage, clientAddress: string | undefined): Client {
  const userAgent = headers['user-agent']?.slice(0, LONGEST_USER_AGENT);
  return {
    ...(clientAddress === undefined ? {} : { clientAddress }),
    ...(userAgent === undefined ? {} : { userAgent }),
  };
}

/** Passwords take their time to be checked. */
const slow = { timeoutMs: 8_000 };

const signedIn = ({ session, joined }: Joined): Result => ({
  body: { shopper: session.shopper },
  session,
  ...(joined === 0 ? {} : { joined }),
});

/** The page after the login says it once and forgets it; without scripts it is forgotten by itself. */
const JOINED_LIFE_S = 20;

const joinedCookie = (products: number, secure: boolean): string =>
  `${cookieNames.joined}=${products}; Path=/; Max-Age=${JOINED_LIFE_S}; SameSite=Lax${secure ? '; Secure' : ''}`;

function isForm(request: IncomingMessage): boolean {
  return request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
}

function parseBody(bytes: Buffer, form: boolean): unknown {
  const text = bytes.toString('utf8');
  if (form) return Object.fromEntries(new URLSearchParams(text));
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem('invalid_json');
  }
}

/** What the user service said, as it said it. */
function fromUser(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof CallError && error.code in errors) {
    const { issues, facts } = error.details ?? {};
    return new Problem(error.code as ErrorCode, {
      ...(issues === undefined ? {} : { issues }),
      ...(facts === undefined ? {} : { facts }),
    });
  }
  return new Problem('internal_error', { cause: error });
}

/** A path of this shop to go on to; anything that could lead elsewhere is refused. */
export function ownPath(next: unknown): string | undefined {
  if (typeof next !== 'string' || !/^\/(?![/\\])[\x21-\x7e]*$/.test(next) || next.includes('\\'))
    return undefined;
  const url = new URL(next, 'http://shop.invalid');
  return url.host === 'shop.invalid' ? url.pathname + url.search : undefined;
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
}
