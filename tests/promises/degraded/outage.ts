import { type AnyRoute, errors } from '@shop/contracts';
import { expect } from 'vitest';
import type { PartName } from '../../../tools/stack/src/parts.ts';
import type { StoreName } from '../../../tools/stack/src/stores/store.ts';
import { type Reply, Shopper } from '../../support/shopper.ts';
import { shop } from '../../support/stack.ts';
import { until } from '../../support/until.ts';
import { figure, percentile, secondsSince } from '../support/scale.ts';

type Target = PartName | StoreName;

/** Whatever comes back once a dependency is back does so within this time, with nothing restarted. */
const RECOVERY_LIMIT_MS = 15_000;
/** Pages that the shop has shown before, and shows whatever is away. */
const browsed = ['/', '/category/robot', '/search?q=robot', '/search?sort=newest'];
const times: { quiet: number[]; away: number[] } = { quiet: [], away: [] };

/** What is away or stands still, what must hold meanwhile, and by what one sees that it is over. */
export interface Outage {
  readonly target: Target;
  /** Killed, or kept standing with its connections open. */
  readonly how?: 'down' | 'slow';
  /** What the shopper sees meanwhile. */
  readonly meanwhile: () => Promise<unknown>;
  /** Throws, or gives false, until all is as before. */
  readonly recovered: () => Promise<unknown>;
}

/** Brings an outage about, looks, ends it, and measures how long the shop takes to be itself again. */
export async function outage({ target, how = 'down', meanwhile, recovered }: Outage): Promise<void> {
  await (how === 'down' ? shop.kill(target) : shop.freeze(target));
  let over: number;
  try {
    await meanwhile();
  } finally {
    await (how === 'down' ? shop.start(target) : shop.thaw(target));
    over = Date.now();
  }
  await until(
    `the shop is itself again after ${target} was ${how}`,
    async () => (await recovered()) !== false,
    RECOVERY_LIMIT_MS,
  );
  figure('R10', `${target} ${how}: recovered ${secondsSince(over)} after it was back`);
}

/** Looks at the pages of the shop, which must all be there. */
export async function browse(
  when: keyof typeof times,
  shopper = new Shopper(),
  more: string[] = [],
): Promise<void> {
  for (const path of [...browsed, ...more]) {
    const { status, ms } = await shopper.openPage(path);
    expect([path, status]).toEqual([path, 200]);
    times[when].push(ms);
  }
}

/** Says how fast pages were, and that they were. */
export function reportBrowsing(): void {
  const of = (list: number[]) => `p95 ${percentile(list, 0.95).toFixed(0)} ms of ${list.length} pages`;
  figure('R10', `browsing while something is away: ${of(times.away)}; before: ${of(times.quiet)}`);
}

/** The answer to an API call while something is away: not now, by a documented code, with a time to come back. */
export function expectNotNow(reply: Reply<AnyRoute>): void {
  expect([reply.status, reply.body.code]).toEqual([503, 'service_unavailable']);
  expect(Object.hasOwn(errors, String(reply.body.code))).toBe(true);
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
}

/** The page that says that something cannot be shown now, and when to come back. */
export async function expectAway(shopper: Shopper, path: string, words: string): Promise<void> {
  const page = await shopper.openPage(path);
  expect([path, page.status]).toEqual([path, 503]);
  expect(page.text).toContain(`${words} cannot be shown right now`);
  expect(Number(page.retryAfter)).toBeGreaterThan(0);
}

/** What a service says of itself to operators, and whether it takes requests. */
export async function healthOf(name: PartName) {
  const ask = async (path: string) =>
    fetch(`${shop.at.urls[name]}${path}`, {
      headers: { 'x-instana-synthetic': '1' },
      signal: AbortSignal.timeout(5_000),
    });
  const health = await ask('/health');
  const { status, dependencies } = (await health.json()) as {
    status: string;
    dependencies: { name: string; status: string }[];
  };
  const ready = await ask('/health/ready');
  await ready.body?.cancel();
  const down = dependencies.filter((one) => one.status === 'down').map((one) => one.name);
  return { status, down, ready: ready.status === 200 };
}
