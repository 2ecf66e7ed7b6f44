import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleAll,
} from 'cockatiel';
import { Agent, request } from 'undici';

const LARGEST_ANSWER = 1_000_000;
const FAILURES_TO_OPEN = 5;

export interface HttpRequest {
  method: 'GET' | 'POST';
  /** Relative to the provider's base. */
  path: string;
  headers?: Record<string, string>;
  body?: string | undefined;
}

/** What a provider answered, or why it did not. `sent: false` only where the request surely never reached it. */
export type Reply = { status: number; body: unknown } | { status: 0; sent: boolean; reason: string };

/** Errors of a connection that was never made. */
const unsent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

class Failed extends Error {
  readonly reply: Reply;
  constructor(reply: Reply) {
    super(`the provider answered ${reply.status}`);
    this.reply = reply;
  }
}

/**
 * Calls one provider, each call within `timeoutMs`, never repeated by itself. After five failures in a row it calls
 * nobody for a while: a refusal of the breaker means that nothing was sent.
 */
export class GatewayHttp {
  private readonly agent: Agent;
  private readonly breaker: CircuitBreakerPolicy;
  private readonly base: string;
  private readonly timeoutMs: number;

  constructor(base: string, timeoutMs: number) {
    this.base = base.replace(/\/$/, '');
    this.timeoutMs = timeoutMs;
    this.agent = new Agent({
      connect: { timeout: Math.min(3_000, timeoutMs) },
      connections: 32,
      pipelining: 1,
    });
    this.breaker = circuitBreaker(handleAll, {
      halfOpenAfter: new ExponentialBackoff({ initialDelay: 1_000, maxDelay: 10_000 }),
      breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
    });
  }

  /** Never throws. */
  async send(call: HttpRequest): Promise<Reply> {
    try {
      return await this.breaker.execute(async () => {
        const reply = await this.once(call);
        if (reply.status === 0 || reply.status >= 500) throw new Failed(reply);
        return reply;
      });
    } catch (error) {
      if (error instanceof Failed) return error.reply;
      if (error instanceof BrokenCircuitError)
        return { status: 0, sent: false, reason: 'the provider failed several times in a row' };
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.agent.close();
  }

  private async once({ method, path, headers, body }: HttpRequest): Promise<Reply> {
    try {
      const answer = await request(this.base + path, {
        dispatcher: this.agent,
        method,
        headersTimeout: this.timeoutMs,
        bodyTimeout: this.timeoutMs,
        signal: AbortSignal.timeout(this.timeoutMs),
        headers: { accept: 'application/json', ...headers },
        body: body ?? null,
      });
      return { status: answer.statusCode, body: await readJson(answer.body) };
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      return { status: 0, sent: !unsent.has(code), reason: code };
    }
  }
}

async function readJson(body: AsyncIterable<Buffer>): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
