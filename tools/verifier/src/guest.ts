import { type AnyRoute, type CallInput, ProblemDetails, pathOf, publicPath } from '@shop/contracts';
import type { z } from 'zod';
import { Failure, sentenceOf } from './failure.ts';
import { ask, type Limits } from './http.ts';

const later = new Set([502, 503, 504]);

/** Somebody with a browser's cookies and no browser, who shops by the public door. */
export class Guest {
  private readonly cookies = new Map<string, string>();
  private readonly shopUrl: string;
  private readonly limits: Limits;

  constructor(shopUrl: string, limits: Limits) {
    this.shopUrl = shopUrl.replace(/\/+$/, '');
    this.limits = limits;
  }

  /** Takes of the answer what `shape` names: a shop that is newer than the verifier may say more. Throws Failure. */
  async do<S extends z.ZodType>(
    route: AnyRoute,
    shape: S,
    input: CallInput<AnyRoute>,
    headers: Record<string, string> = {},
  ): Promise<z.output<S>> {
    const place = publicPath(route);
    if (place === undefined) throw new Error(`${route.method} ${route.path} has no public door`);
    const path = pathOf({ ...route, path: place }, input);
    const { status, body } = await this.send(route.method, path, input.body, headers);
    const name = `${route.method} ${path}`;
    if (status >= 300) throw new Failure(`${name}: ${status}${codeIn(body)}`, { passing: later.has(status) });
    const found = shape.safeParse(body);
    if (found.success) return found.data;
    const [issue] = found.error.issues;
    throw new Failure(
      `${name}: ${status}, but ${issue?.path.join('.') || 'the answer'} is not as expected: ${issue?.message}`,
    );
  }

  /** Opens a page of the storefront. Throws Failure unless it is one. */
  async look(path: string): Promise<void> {
    const { status, body } = await this.send('GET', path, undefined, { accept: 'text/html' });
    if (status !== 200)
      throw new Failure(`GET ${path}: ${status}${codeIn(body)}`, { passing: later.has(status) });
    if (typeof body !== 'string' || !/<html/i.test(body)) throw new Failure(`GET ${path}: 200, but no page`);
  }

  private async send(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const sent = { 'user-agent': 'shopstack-verifier', ...(cookie === '' ? {} : { cookie }), ...headers };
    try {
      const answer = await ask(this.shopUrl + path, { method, headers: sent, body }, this.limits);
      this.remember(answer.headers['set-cookie']);
      return answer;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Failure(`${method} ${path}: ${sentenceOf(error)}`, { passing: error.passing, cause: error });
    }
  }

  private remember(header: string | string[] | undefined): void {
    for (const one of [header ?? []].flat()) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(one) ?? [];
      if (name !== undefined && value !== undefined) this.cookies.set(name, value);
    }
  }
}

function codeIn(body: unknown): string {
  const problem = ProblemDetails.safeParse(body);
  if (!problem.success) return '';
  const { code, detail, traceId, issues = [] } = problem.data;
  const why = [
    ...(detail === undefined ? [] : [detail]),
    ...issues.map((issue) => `${issue.path}: ${issue.message}`),
  ];
  return ` ${code}${why.length === 0 ? '' : ` (${why.join('; ')})`}${traceId === undefined ? '' : `, trace ${traceId}`}`;
}
