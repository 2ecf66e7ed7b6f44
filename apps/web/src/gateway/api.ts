import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { type AnyRoute, Problem, type ServiceName, user } from '@shop/contracts';
import { isUnavailable, type Peers, traceparent } from '@shop/service/plain';
import { Agent, request as send } from 'undici';
import { readBody, refuseCrossOrigin, sendProblem } from './http.ts';
import { RouteTable } from './routes.ts';
import type { Session, Sessions } from './session.ts';
import { sessionRoutes } from './session-routes.ts';

const TIME_LIMIT_MS = 15_000;
const passedOn = [
  'accept',
  'content-type',
  'idempotency-key',
  'x-instana-synthetic',
  'stripe-signature',
  'event-signature',
] as const;
const passedBack = ['content-type', 'retry-after', 'cache-control', 'idempotent-replayed'] as const;

export interface ApiOptions {
  urls: Partial<Record<ServiceName, string>>;
  publicOrigin: string;
  peers: Peers;
  sessions: Sessions;
  clientAddress(request: IncomingMessage): string | undefined;
}

/** The gateway: serves exactly the routes of the contracts that are not for services, and swaps the cookie for a token. */
export class Api {
  private readonly table = new RouteTable();
  private readonly agent = new Agent({ connections: 256, keepAliveTimeout: 30_000, connectTimeout: 1_000 });
  private readonly options: ApiOptions;

  constructor(options: ApiOptions) {
    this.options = options;
  }

  /** Answers a request to /api/*. Returns the contract's path, for the log. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<string> {
    const url = request.url ?? '/';
    const cut = url.indexOf('?');
    const path = cut === -1 ? url : url.slice(0, cut);
    const match = this.table.find(request.method ?? 'GET', path);
    try {
      if (match.kind === 'nothing') throw new Problem('route_not_found');
      if (match.kind === 'wrong_method') {
        sendProblem(response, new Problem('method_not_allowed'), { allow: match.allowed.join(', ') });
        return path;
      }
      const { route } = match;
      refuseCrossOrigin(request, this.options.publicOrigin);
      if (route.service === 'web') await sessionRoutes(route, request, response, this.options);
      else await this.pass(route, match.upstreamPath + (cut === -1 ? '' : url.slice(cut)), request, response);
      return `/api/${route.service}${route.path}`;
    } catch (error) {
      sendProblem(response, problemOf(error));
      return match.kind === 'route' ? `/api/${match.route.service}${match.route.path}` : 'unknown';
    }
  }

  async close(): Promise<void> {
    await this.agent.close();
  }

  private async pass(
    route: AnyRoute,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const session = route.access === 'public' ? undefined : await this.sessionFor(route, request, response);
    const body = route.method === 'GET' ? null : await readBody(request);
    const gone = new AbortController();
    const leave = () => gone.abort();
    response.once('close', leave);
    const limit = route.stream
      ? gone.signal
      : AbortSignal.any([gone.signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
    try {
      const answer = await send(`${this.options.urls[route.service]}${path}`, {
        dispatcher: this.agent,
        method: route.method,
        headers: this.headersFor(request, session),
        body: body !== null && body.length > 0 ? body : null,
        signal: limit,
        headersTimeout: TIME_LIMIT_MS,
        bodyTimeout: route.stream ? 0 : TIME_LIMIT_MS,
      });
      await this.answer(route, answer, response);
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    } finally {
      response.off('close', leave);
    }
  }

  private async answer(
    route: AnyRoute,
    answer: Awaited<ReturnType<typeof send>>,
    response: ServerResponse,
  ): Promise<void> {
    for (const name of passedBack) {
      const value = answer.headers[name];
      if (value !== undefined) response.setHeader(name, value);
    }
    if (!response.hasHeader('cache-control')) response.setHeader('cache-control', 'no-store');
    if (route === (user.deleteAccount as AnyRoute) && answer.statusCode === 200) {
      response.setHeader('set-cookie', await this.options.sessions.cookie(null));
    }
    response.statusCode = answer.statusCode;
    if (route.stream && answer.statusCode === 200) {
      response.setHeader('x-accel-buffering', 'no');
      response.flushHeaders();
      await pipeline(answer.body, response);
      return;
    }
    response.end(Buffer.from(await answer.body.arrayBuffer()));
  }

  /** The caller's session: a guest's is started where the route takes guests. Throws not_signed_in. */
  private async sessionFor(
    route: AnyRoute,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<Session> {
    const { sessions } = this.options;
    const opened = await sessions.open(request.headers.cookie);
    if (opened.session !== undefined) {
      if (opened.cookie !== undefined) response.setHeader('set-cookie', await sessions.cookie(opened.cookie));
      return opened.session;
    }
    if (route.access !== 'guest') {
      if (opened.cookie === null) response.setHeader('set-cookie', await sessions.cookie(null));
      throw new Problem('not_signed_in');
    }
    const guest = await sessions.startGuest();
    response.setHeader('set-cookie', await sessions.cookie(guest));
    return guest;
  }

  private headersFor(request: IncomingMessage, session: Session | undefined): Record<string, string> {
    const headers: Record<string, string> = { traceparent: traceparent() };
    for (const name of passedOn) {
      const value = request.headers[name];
      if (typeof value === 'string') headers[name] = value;
    }
    if (session !== undefined) headers['authorization'] = `Bearer ${session.accessToken}`;
    return headers;
  }
}

/** What a failed pass means to the caller: a service that cannot be reached or is too slow may be asked again later. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const away =
    isUnavailable(error) ||
    (error instanceof Error &&
      (error.name === 'CallError' ||
        error.name === 'AbortError' ||
        /^UND_ERR/.test(String((error as { code?: unknown }).code))));
  return new Problem(away ? 'service_unavailable' : 'internal_error', { cause: error });
}
