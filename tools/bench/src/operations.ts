import type { Steady } from './job.ts';
import type { Shop } from './shop.ts';

export type Target = 'raw' | 'direct' | 'gateway';
export const targets = ['raw', 'direct', 'gateway'] as const satisfies readonly Target[];

export type OperationName = 'product' | 'list' | 'search' | 'suggestions' | 'cart';

/** One kind of request, and how to know that it was answered rightly. */
export interface Operation {
  readonly name: OperationName;
  readonly title: string;
  /** The service whose CPU time is counted. */
  readonly service: 'catalogue' | 'cart';
  readonly method: 'GET' | 'POST';
  /** On the service; the gateway has them at /api/<service>. */
  readonly paths: readonly string[];
  readonly body?: string;
  /** Says what is wrong with an answer to a path, if anything. */
  wrong(path: string, body: unknown): string | undefined;
}

const WORDS = ['robot', 'watson', 'solar', 'batt', 'arm', 'wheel', 'sensor', 'drone', 'copper', 'gripper'];
/** What is in the field while somebody types `vacuum gripper`. */
const TYPED = Array.from({ length: 13 }, (_, i) => 'vacuum gripper'.slice(0, i + 2));
const PAGES = 8;

export function operationsOf(sku: string, skus: readonly string[]): Operation[] {
  return [
    {
      name: 'product',
      title: 'product by SKU',
      service: 'catalogue',
      method: 'GET',
      paths: skus.map((each) => `/products/${each}`),
      wrong: (path, body) => differs('sku', field(body, 'sku'), path.slice('/products/'.length)),
    },
    {
      name: 'list',
      title: 'list page of 20',
      service: 'catalogue',
      method: 'GET',
      paths: Array.from({ length: PAGES }, (_, i) => `/products?page=${i + 1}&size=20`),
      wrong: (_, body) => differs('number of items', itemsIn(body), 20),
    },
    {
      name: 'search',
      title: 'search',
      service: 'catalogue',
      method: 'GET',
      paths: WORDS.map((word) => `/search?q=${word}`),
      wrong: (_, body) => (itemsIn(body) > 0 ? undefined : 'nothing was found'),
    },
    {
      name: 'suggestions',
      title: 'search as you type',
      service: 'catalogue',
      method: 'GET',
      paths: TYPED.map((text) => `/suggestions?q=${encodeURIComponent(text)}`),
      wrong: (_, body) => (itemsIn(body) > 0 ? undefined : 'nothing was suggested'),
    },
    {
      name: 'cart',
      title: 'add to cart',
      service: 'cart',
      method: 'POST',
      paths: ['/cart/lines'],
      body: JSON.stringify({ sku, quantity: 1 }),
      wrong: (_, body) => {
        const lines = field(body, 'lines');
        const line: unknown = Array.isArray(lines) ? lines[0] : undefined;
        return differs('first line', field(line, 'sku'), sku);
      },
    },
  ];
}

const field = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : undefined;

const itemsIn = (body: unknown): number => {
  const items = field(body, 'items');
  return Array.isArray(items) ? items.length : 0;
};

const differs = (what: string, is: unknown, wanted: unknown): string | undefined =>
  is === wanted ? undefined : `${what} is ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`;

/** The load of an operation on a target: fresh shoppers each time, since a token lives for five minutes. */
export async function loadOf(
  operation: Operation,
  target: Target,
  shop: Shop,
  rawUrl: string,
  connections: number,
): Promise<Omit<Steady, 'seconds'>> {
  const { method, service, body } = operation;
  const paths = operation.paths.map((path) => (target === 'gateway' ? `/api/${service}${path}` : path));
  const origin = { raw: rawUrl, direct: shop.stack.urls[service], gateway: shop.stack.url }[target];
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const owners = service === 'catalogue' ? [{}] : await ownersFor(target, shop, connections);
  const headers = owners.map((own) => ({ ...type, ...own }));
  return {
    kind: 'steady',
    origin,
    connections,
    method,
    paths,
    headers,
    ...(body === undefined ? {} : { body }),
  };
}

async function ownersFor(target: Target, shop: Shop, count: number): Promise<Record<string, string>[]> {
  if (target === 'raw') return Array.from({ length: count }, (_, i) => ({ 'x-owner': `owner-${i}` }));
  return (await shop.buyers(target, count)).map(({ headers }) => headers);
}

/** Asks every path once and throws where the answer is not what it should be: a wrong answer has no rate. */
export async function assertRight(operation: Operation, load: Omit<Steady, 'seconds'>): Promise<void> {
  for (const [i, path] of load.paths.entries()) {
    const answer = await fetch(load.origin + path, {
      method: load.method,
      headers: load.headers[0] ?? {},
      body: load.body ?? null,
      signal: AbortSignal.timeout(10_000),
    });
    const text = await answer.text();
    const problem =
      answer.status === 200 ? operation.wrong(operation.paths[i] ?? '', JSON.parse(text)) : text;
    if (problem !== undefined)
      throw new Error(`${load.method} ${load.origin}${path} answered ${answer.status}: ${problem}`);
  }
}
