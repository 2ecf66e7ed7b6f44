import { ServiceTokens } from '@shop/auth/token';
import {
  type AnyInput,
  type AnyRoute,
  type CallInput,
  type Output,
  ProblemDetails,
  parseAnswer,
  pathOf,
  type ServiceName,
} from '@shop/contracts';
import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  type IPolicy,
  isBrokenCircuitError,
  retry,
  wrap,
} from 'cockatiel';
import { Agent, FormData, request } from 'undici';
import { traceparent } from './trace.ts';

/** A peer answered with an error, or not at all (then: status 503, code service_unavailable). */
export class CallError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: ProblemDetails | undefined;
  /** How long the try took that ended with it, in milliseconds. */
  tookMs = 0;
  /** The caller gave up before the usual limit: that says nothing about the peer. */
  impatient = false;

  constructor(status: number, code: string, details?: ProblemDetails, cause?: unknown) {
    super(`${status} ${code}${details?.detail === undefined ? '' : `: ${details.detail}`}`, { cause });
    this.name = 'CallError';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export interface CallOptions {
  /** The shopper's access token. Routes with access `service` get a service token instead, by themselves. */
  token?: string | undefined;
  idempotencyKey?: string | undefined;
  /** Time limit of one try, in milliseconds; 3,000 unless said. */
  timeoutMs?: number | undefined;
  headers?: Record<string, string> | undefined;
}

/** Base URLs of the services this process calls. */
export type PeerUrls = Partial<Record<ServiceName, string>>;

const TIMEOUT_MS = 3_000;
const RETRIES = 2;
/** A try that took longer is not made again: whoever waits has waited enough, and a slow peer is helped by no second question. */
const RETRY_WITHIN_MS = 500;
const FAILURES_TO_OPEN = 5;
const HALF_OPEN_AFTER_MS = 2_000;
const LARGEST_ANSWER = 4 * 1024 * 1024;

/**
 * Calls other services by their contracts: with a time limit, two retries where that is safe (GET, failed at once), a circuit
 * breaker a peer, and the trace passed on. The answer is parsed by the contract.
 */
export class Peers {
  private readonly urls: PeerUrls;
  private readonly tokens: ServiceTokens;
  private readonly agent = new Agent({ connections: 64, keepAliveTimeout: 30_000, connectTimeout: 1_000 });
  private readonly policies = new Map<string, IPolicy>();
  private readonly breakersByPeer = new Map<ServiceName, CircuitBreakerPolicy>();

  constructor(options: { self: ServiceName; secret: string; urls: PeerUrls }) {
    this.urls = options.urls;
    this.tokens = new ServiceTokens(options.self, options.secret);
  }

  /** Throws CallError. */
  async call<R extends AnyRoute>(
    route: R,
    input: CallInput<R>,
    options: CallOptions = {},
  ): Promise<Output<R>> {
    try {
      return (await this.policy(route).execute(() => this.once(route, input, options))) as Output<R>;
    } catch (error) {
      if (error instanceof CallError) throw error;
      const detail = isBrokenCircuitError(error)
        ? `${route.service} has failed too often, not asked`
        : undefined;
      throw new CallError(503, 'service_unavailable', undefined, detail ?? error);
    }
  }

  /** The services this process can call, and whether it still asks them. */
  breakers(): { name: ServiceName; breaker: 'closed' | 'open' | 'half-open' }[] {
    return (Object.keys(this.urls) as ServiceName[]).map((name) => ({
      name,
      breaker: stateOf(this.breakersByPeer.get(name)),
    }));
  }

  async close(): Promise<void> {
    await this.agent.close();
  }

  private async once(route: AnyRoute, input: AnyInput, options: CallOptions): Promise<unknown> {
    const base = this.urls[route.service];
    if (base === undefined) throw new Error(`no URL is configured for ${route.service}`);
    const token = route.access === 'service' ? await this.tokens.mint(route.service) : options.token;
    const timeout = options.timeoutMs ?? TIMEOUT_MS;
    const hasBody = route.method !== 'GET' && input.body !== undefined;
    // Not AbortSignal.timeout(): its timer and all that it holds would live on after every quick answer.
    const started = performance.now();
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), timeout);
    try {
      const answer = await request(base.replace(/\/$/, '') + pathOf(route, input), {
        dispatcher: this.agent,
        method: route.method,
        headersTimeout: timeout,
        bodyTimeout: timeout,
        signal: limit.signal,
        headers: {
          accept: 'application/json',
          traceparent: traceparent(),
          ...(hasBody && route.upload === undefined ? { 'content-type': 'application/json' } : {}),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
          ...options.headers,
        },
        body: hasBody ? bodyOf(route, input.body) : null,
      });
      const length = Number(answer.headers['content-length'] ?? 0);
      if (length > LARGEST_ANSWER) {
        await answer.body.dump();
        throw new Error(`${route.service} answered with ${length} bytes`);
      }
      const body: unknown = await answer.body.json().catch(() => undefined);
      if (answer.statusCode < 300) {
        const read = parseAnswer(route, body);
        if (read.success) return read.data;
        throw read.error;
      }
      const details = ProblemDetails.safeParse(body);
      const code = details.success ? details.data.code : 'internal_error';
      throw new CallError(answer.statusCode, code, details.data);
    } catch (error) {
      const failed =
        error instanceof CallError ? error : new CallError(503, 'service_unavailable', undefined, error);
      failed.tookMs = performance.now() - started;
      failed.impatient = timeout < TIMEOUT_MS && (limit.signal.aborted || failed.tookMs >= timeout);
      throw failed;
    } finally {
      clearTimeout(timer);
    }
  }

  private policy(route: AnyRoute): IPolicy {
    const safe = route.method === 'GET';
    const key = `${route.service}:${safe}`;
    const known = this.policies.get(key);
    if (known !== undefined) return known;
    const away = handleWhen((error) => error instanceof CallError && error.status >= 502 && !error.impatient);
    const quick = handleWhen(
      (error) => error instanceof CallError && error.status >= 502 && error.tookMs < RETRY_WITHIN_MS,
    );
    const breaker =
      this.breakersByPeer.get(route.service) ??
      circuitBreaker(away, {
        halfOpenAfter: HALF_OPEN_AFTER_MS,
        breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
      });
    this.breakersByPeer.set(route.service, breaker);
    const policy = safe
      ? wrap(
          retry(quick, {
            maxAttempts: RETRIES,
            backoff: new ExponentialBackoff({ initialDelay: 50, maxDelay: 500 }),
          }),
          breaker,
        )
      : breaker;
    this.policies.set(key, policy);
    return policy;
  }
}

function stateOf(breaker: CircuitBreakerPolicy | undefined): 'closed' | 'open' | 'half-open' {
  switch (breaker?.state) {
    case CircuitState.Open:
    case CircuitState.Isolated:
      return 'open';
    case CircuitState.HalfOpen:
      return 'half-open';
    default:
      return 'closed';
  }
}

/** JSON, or a form where the route takes a file. */
function bodyOf(route: AnyRoute, body: unknown): string | FormData {
  if (route.upload === undefined) return JSON.stringify(body);
  const form = new FormData();
  for (const [name, value] of Object.entries(body as Record<string, unknown>)) {
    if (value instanceof Uint8Array) form.append(name, new Blob([new Uint8Array(value)]), name);
    else form.append(name, String(value));
  }
  return form;
}
