import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AnyRoute, CLIENT_HEADER, dispatch, Problem, type ServiceName, user } from '@shop/contracts';
import { isUnavailable, type Peers, traceparent } from '@shop/service/plain';
import { Forwarder } from './forward.ts';
import { BODY_LIMIT, readBody, refuseCrossOrigin, sendProblem } from './http.ts';
import { RouteTable } from './routes.ts';
import type { Session, Sessions } from './session.ts';
import { sessionRoutes } from './session-routes.ts';

const passedOn = [
  'accept',
  'content-type',
  'idempotency-key',
  'x-instana-synthetic',
  'stripe-signature',
  'event-signature',
] as const;

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
  private readonly forwarder = new Forwarder();
  private readonly options: ApiOptions;
  private readonly bases = new Map<string, { origin: string; prefix: string }>();

  constructor(options: ApiOptions) {
    this.options = options;
    for (const [service, url] of Object.entries(options.urls)) {
      const { origin, pathname } = new URL(url);
      this.bases.set(service, { origin, prefix: pathname.replace(/\/$/, '') });
    }
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
        return 'unknown';
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

  /** Ends the streams, so that a process that is about to go can. */
  endStreams(): void {
    this.forwarder.endStreams();
  }

  async close(): Promise<void> {
    await this.forwarder.close();
  }

  private async pass(
    route: AnyRoute,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const session = route.access === 'public' ? undefined : await this.sessionFor(route, request, response);
    const body =
      route.method === 'GET' ? undefined : await readBody(request, BODY_LIMIT + (route.upload ?? 0));
    const base = this.bases.get(route.service);
    if (base === undefined) throw new Error(`no URL is configured for ${route.service}`);
    const call = {
      origin: base.origin,
      path: base.prefix + path,
      method: route.method,
      headers: this.headersFor(route, request, session),
      body: body === undefined || body.length === 0 ? null : body,
      stream: route.stream,
    };
    const gone = route === (user.deleteAccount as AnyRoute);
    const onSuccess = gone ? { 'set-cookie': await this.options.sessions.cookie(null) } : {};
    await this.forwarder.send({ ...call, onSuccess }, response);
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

  private headersFor(
    route: AnyRoute,
    request: IncomingMessage,
    session: Session | undefined,
  ): Record<string, string> {
    const headers: Record<string, string> = { traceparent: traceparent() };
    for (const name of passedOn) {
      const value = request.headers[name];
      if (typeof value === 'string') headers[name] = value;
    }
    const mark = request.headers[dispatch.SYNTHETIC_HEADER];
    // Also an empty one: it is for the service to refuse what is no mark.
    if (route.synthetic && typeof mark === 'string') headers[dispatch.SYNTHETIC_HEADER] = mark;
    const client = route.guessable ? this.options.clientAddress(request) : undefined;
    if (client !== undefined) headers[CLIENT_HEADER] = client;
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
