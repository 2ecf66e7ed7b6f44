import {
  type AnyRoute,
  type CallInput,
  type Output,
  ProblemDetails,
  parseAnswer,
  pathOf,
  publicPath,
  web,
} from '@shop/contracts';
import { request } from 'undici';
import { refusal, tooSlow, unreachable } from './refusal.ts';
import type { SessionFile } from './session-file.ts';
import { Trouble } from './trouble.ts';

const LARGEST_ANSWER = 16 * 1024 * 1024;

interface Answer {
  status: number;
  contentType: string;
  body: unknown;
}

export interface ShopOptions {
  /** Origin of the gateway. */
  url: string;
  /** Time limit of one call, in milliseconds. */
  limitMs: number;
  file: SessionFile;
  stop: AbortSignal;
}

/** The shop by its public door, as the operator who is signed in. */
export class Shop {
  readonly url: string;
  private readonly options: ShopOptions;

  constructor(options: ShopOptions) {
    this.url = options.url;
    this.options = options;
  }

  /** Calls a route of the contracts. Throws Trouble. */
  async call<R extends AnyRoute>(route: R, input: CallInput<R> | Record<string, never>): Promise<Output<R>> {
    const place = publicPath(route);
    if (place === undefined) throw new Error(`${route.method} ${route.path} has no public door`);
    const { body } = input as { body?: unknown };
    const answer = await this.send(route.method, pathOf({ ...route, path: place }, input), body);
    if (answer.status >= 200 && answer.status < 300) return this.parsed(route, answer.body);
    const problem = ProblemDetails.safeParse(answer.body);
    if (!problem.success) throw this.noShop(answer);
    throw refusal(problem.data, this.url);
  }

  /** The gateway's own page on the health of all; answered with 503 when the shop is not well. */
  async health(): Promise<unknown> {
    const answer = await this.send('GET', '/health', undefined);
    if (answer.status !== 200 && answer.status !== 503) throw this.noShop(answer);
    return answer.body;
  }

  /** Signs in and keeps the session, if it is one of the shop's people. */
  async signIn(login: string, password: string): Promise<string> {
    const { shopper } = await this.call(web.startSession, { body: { login, password } });
    const who = shopper?.name ?? login;
    const kept = this.options.file.read();
    if (shopper?.role === undefined || kept === undefined) {
      await this.signOut();
      throw new Trouble(
        'forbidden',
        `${who} has no role at ${this.url}.`,
        'Sign in with an account of support, a merchant or an admin: `shopctl login`.',
      );
    }
    this.options.file.write({ cookie: kept.cookie, who });
    return who;
  }

  /** Ends the session at the shop and forgets it, also when the shop does not answer. */
  async signOut(): Promise<void> {
    try {
      await this.call(web.endSession, {});
    } finally {
      this.options.file.remove();
    }
  }

  private async send(method: string, path: string, body: unknown): Promise<Answer> {
    const { url, limitMs, file, stop } = this.options;
    const kept = file.read();
    const limit = AbortSignal.timeout(limitMs);
    try {
      const answer = await request(url + path, {
        method: method as 'GET',
        signal: AbortSignal.any([limit, stop]),
        headersTimeout: limitMs,
        bodyTimeout: limitMs,
        headers: {
          accept: 'application/json',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(kept === undefined ? {} : { cookie: kept.cookie }),
        },
        body: body === undefined ? null : JSON.stringify(body),
      });
      if (Number(answer.headers['content-length'] ?? 0) > LARGEST_ANSWER) {
        answer.body.destroy();
        throw new Trouble('fault', `${url} answered with more than 16 MB.`, 'Ask for less, with --limit.');
      }
      this.remember(answer.headers['set-cookie'], kept?.who ?? '');
      const contentType = String(answer.headers['content-type'] ?? '');
      const text = await answer.body.text();
      return { status: answer.statusCode, contentType, body: json(text) };
    } catch (error) {
      if (error instanceof Trouble) throw error;
      if (stop.aborted) throw stop.reason;
      if (limit.aborted || /TIMEOUT/.test(String((error as { code?: unknown }).code)))
        throw tooSlow(url, limitMs, error);
      throw unreachable(url, error);
    }
  }

  private remember(header: string | string[] | undefined, who: string): void {
    for (const line of [header ?? []].flat()) {
      const pair = line.split(';')[0]?.trim() ?? '';
      if (pair.endsWith('=')) this.options.file.remove();
      else this.options.file.write({ cookie: pair, who });
    }
  }

  private parsed<R extends AnyRoute>(route: R, body: unknown): Output<R> {
    const read = parseAnswer(route, body);
    if (read.success) return read.data;
    const issue = read.error.issues.find(({ code }) => code !== 'unrecognized_keys');
    throw new Trouble(
      'fault',
      `${route.method} ${route.path} of ${this.url} answered with something unknown at ${issue?.path.join('.') || 'its top'}: ${issue?.message}.`,
      'Use the shopctl of the version that runs there.',
    );
  }

  private noShop({ status, contentType }: Answer): Trouble {
    return new Trouble(
      status >= 500 ? 'unreachable' : 'fault',
      `${this.url} answered ${status} with ${contentType || 'nothing'}, which is no answer of ShopStack’s gateway.`,
      status >= 500
        ? 'What stands in front of the shop has no shop behind it: look at the gateway’s pods.'
        : 'Is --shop the storefront’s own address?',
    );
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
