import { dispatch } from '@shop/contracts';
import { request } from 'undici';
import { v7 as uuid } from 'uuid';
import { until } from '../../stack/src/until.ts';
import { ascending, type Outcome, percentile, type Single } from './job.ts';
import type { Target } from './operations.ts';
import { cpuOf } from './processes.ts';
import { type Bench, type Comparison, compare, pidOf, turn } from './rates.ts';
import type { Buyer, Door } from './shop.ts';

const LIMIT_MS = 60_000;
const QUOTES_A_BUYER = 4;
const waiting: ReadonlySet<dispatch.OrderState> = new Set(['placed', 'reserved', 'authorised']);
// Once it is paid for, an order waits for the carrier, who takes his time.
const moving: ReadonlySet<dispatch.OrderState> = new Set([...waiting, 'confirmed', 'booked']);
const settled: ReadonlySet<dispatch.OrderState> = new Set(['captured', 'dispatched', 'delivered']);

/** Milliseconds, from sending the order. */
export interface Spread {
  readonly p50: number;
  readonly p90: number;
}
export interface IdleCheckout {
  readonly orders: number;
  /** Until POST /orders was answered. */
  readonly placed: Spread;
  /** Until the shopper's own event stream said `confirmed`. */
  readonly confirmed: Spread;
  /** Between the order's own timeline entries, at p50. */
  readonly steps: Readonly<Record<string, number>>;
}

/** One order at a time, each to its end before the next, watched as the order page does. */
export async function idleCheckout(
  { shop }: Bench,
  door: Door,
  sku: string,
  orders: number,
): Promise<IdleCheckout> {
  const seen = [];
  for (let i = 0; i < orders + 2; i++) {
    const [buyer] = (await shop.buyers(door, 1)) as [Buyer];
    await shop.fill(buyer, sku);
    const body = JSON.stringify(await shop.orderBody(buyer));
    seen.push(await watched(buyer, shop.place(buyer, 'dispatch', '/orders'), body));
  }
  // The first two only warm up.
  const counted = seen.slice(2);
  const steps = [...new Set(counted.flatMap(({ steps }) => Object.keys(steps)))];
  return {
    orders,
    placed: spread(counted.map(({ placed }) => placed)),
    confirmed: spread(counted.map(({ confirmed }) => confirmed)),
    steps: Object.fromEntries(
      steps.map((step) => [step, spread(counted.map((one) => one.steps[step] ?? Number.NaN)).p50]),
    ),
  };
}

async function watched(buyer: Buyer, place: string, body: string) {
  const started = performance.now();
  const answer = await request(place, {
    method: 'POST',
    headers: { ...buyer.headers, 'content-type': 'application/json', 'idempotency-key': uuid() },
    body,
  });
  const text = await answer.body.text();
  if (answer.statusCode !== 201) throw new Error(`not ordered: ${answer.statusCode} ${text}`);
  const placed = performance.now() - started;
  const { id } = JSON.parse(text) as { id: string };
  let confirmed = Number.NaN;
  let last: dispatch.Order | undefined;
  for await (const order of events(`${place}/${id}/events`, buyer.headers)) {
    last = order;
    if (Number.isNaN(confirmed) && !waiting.has(order.state)) confirmed = performance.now() - started;
    if (!moving.has(order.state)) break;
  }
  if (last === undefined || !settled.has(last.state))
    throw new Error(`order ${id} ended as ${last?.state} (${last?.reason}), not paid for`);
  return { placed, confirmed, steps: stepsOf(last) };
}

async function* events(url: string, headers: Record<string, string>): AsyncGenerator<dispatch.Order> {
  const answer = await request(url, {
    headers: { ...headers, accept: 'text/event-stream' },
    headersTimeout: LIMIT_MS,
    bodyTimeout: LIMIT_MS,
  });
  if (answer.statusCode !== 200) throw new Error(`not streamed: ${answer.statusCode}`);
  let text = '';
  for await (const chunk of answer.body) {
    text += String(chunk);
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^data: (\{.*)$/m.exec(block)?.[1];
      if (data !== undefined) yield dispatch.Order.parse(JSON.parse(data));
    }
  }
}

function stepsOf({ timeline }: dispatch.Order): Record<string, number> {
  const steps: Record<string, number> = {};
  for (const [i, entry] of timeline.entries()) {
    const before = timeline[i - 1];
    if (before !== undefined)
      steps[`${before.state} to ${entry.state}`] = Date.parse(entry.at) - Date.parse(before.at);
  }
  return steps;
}

const spread = (numbers: readonly number[]): Spread => {
  const sorted = ascending(numbers);
  return { p50: percentile(sorted, 0.5), p90: percentile(sorted, 0.9) };
};

export interface BusyCheckout {
  /** Orders placed a second: what POST /orders takes. */
  readonly placing: Comparison;
  /** Orders that reached `confirmed` a second, from the first that was placed to the last that was confirmed; and their times. */
  readonly confirming: readonly {
    readonly door: Door;
    readonly perSecond: number;
    readonly latency: Spread;
  }[];
}

/** Many orders at once: how fast they are taken, and how fast they get confirmed. */
export async function busyCheckout(bench: Bench, sku: string, rounds: number): Promise<BusyCheckout> {
  const placed: Record<Target, Outcome & { cpuMicros: number }>[] = [];
  const confirmed: { door: Door; perSecond: number; times: number[] }[] = [];
  for (let round = 0; round < rounds; round++) {
    const measured: Partial<(typeof placed)[number]> = {};
    for (const target of turn(round)) {
      const buyers = target === 'raw' ? [] : await bench.shop.buyers(target, bench.plan.connections);
      const requests = target === 'raw' ? await rawOrders(bench, sku) : await orders(bench, buyers, sku);
      const pid = pidOf('dispatch', target, bench);
      const before = cpuOf(pid);
      const job = { kind: 'batch', connections: bench.plan.connections, requests } as const;
      const origin = target === 'raw' ? bench.raw.url : '';
      const outcome = await bench.loader.run({ ...job, origin });
      measured[target] = { ...outcome, cpuMicros: ((cpuOf(pid) - before) * 1000) / outcome.requests };
      if (target === 'raw') continue;
      confirmed.push({ door: target, ...(await confirmations(bench, buyers, outcome)) });
    }
    placed.push(measured as (typeof placed)[number]);
  }
  const confirming = (['direct', 'gateway'] as const).map((door) => {
    const own = confirmed.filter((one) => one.door === door);
    const rates = ascending(own.map(({ perSecond }) => perSecond));
    return { door, perSecond: percentile(rates, 0.5), latency: spread(own.flatMap(({ times }) => times)) };
  });
  return { placing: compare('place an order', placed), confirming };
}

async function orders({ shop }: Bench, buyers: readonly Buyer[], sku: string): Promise<Single[]> {
  const requests: Single[] = [];
  for (const buyer of buyers) {
    await shop.fill(buyer, sku);
    for (let i = 0; i < QUOTES_A_BUYER; i++) {
      requests.push({
        method: 'POST',
        path: shop.place(buyer, 'dispatch', '/orders'),
        headers: { ...buyer.headers, 'content-type': 'application/json', 'idempotency-key': uuid() },
        body: JSON.stringify(await shop.orderBody(buyer)),
      });
    }
  }
  return requests;
}

async function rawOrders({ raw, plan }: Bench, sku: string): Promise<Single[]> {
  const owners = Array.from({ length: plan.connections }, () => ({ 'x-owner': uuid() }));
  const type = { 'content-type': 'application/json' };
  const body = JSON.stringify({ sku, quantity: 1 });
  await Promise.all(
    owners.map(async (owner) => {
      const added = await request(`${raw.url}/cart/lines`, {
        method: 'POST',
        headers: { ...type, ...owner },
        body,
      });
      await added.body.dump();
    }),
  );
  const repeated = owners.flatMap((owner) => Array.from({ length: QUOTES_A_BUYER }, () => owner));
  return repeated.map((headers) => ({ method: 'POST', path: '/orders', headers }));
}

/** Waits until the whole batch is through, then reads the orders' own timelines. */
async function confirmations({ shop }: Bench, buyers: readonly Buyer[], { answers = [] }: Outcome) {
  const admin = await shop.adminToken();
  const isQuiet = async (): Promise<boolean> => (await shop.ordersUnderWay(admin)) === 0;
  await until(isQuiet, { limitMs: LIMIT_MS, everyMs: 300 });
  const spans = await Promise.all(
    answers.map(async (text, i) => {
      const buyer = buyers[Math.floor(i / QUOTES_A_BUYER)] as Buyer;
      const { id } = JSON.parse(text) as { id: string };
      const answer = await request(shop.place(buyer, 'dispatch', `/orders/${id}`), {
        headers: buyer.headers,
      });
      const { timeline, state } = dispatch.Order.parse(await answer.body.json());
      const at = (wanted: dispatch.OrderState): number =>
        Date.parse(timeline.find((entry) => entry.state === wanted)?.at ?? '');
      if (Number.isNaN(at('confirmed'))) throw new Error(`order ${id} was not confirmed: it is ${state}`);
      return { from: at('placed'), to: at('confirmed') };
    }),
  );
  const from = Math.min(...spans.map((span) => span.from));
  const to = Math.max(...spans.map((span) => span.to));
  return { perSecond: (spans.length / (to - from)) * 1000, times: spans.map((span) => span.to - span.from) };
}
