import { median, type Outcome } from './job.ts';
import type { Loader } from './loader.ts';
import { assertRight, loadOf, type Operation, type Target, targets } from './operations.ts';
import { cpuOf } from './processes.ts';
import type { Shop } from './shop.ts';

export interface Plan {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  readonly connections: number;
}

/** Medians over the rounds. Times in milliseconds, CPU in microseconds of the measured process a request. */
export interface Rate {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly cpuMicros: number;
  readonly errors: number;
}

/** What an operation came to on each target, and as a share of another, round by round. */
export interface Comparison {
  readonly title: string;
  readonly rates: Readonly<Record<Target, Rate>>;
  readonly ratios: { readonly directToRaw: number; readonly gatewayToDirect: number };
}

export interface Bench {
  readonly shop: Shop;
  readonly loader: Loader;
  readonly raw: { readonly url: string; readonly pid: number };
  readonly plan: Plan;
}

type Round = Record<Target, Outcome & { cpuMicros: number }>;

/** Measures one operation: each target warmed up, then rounds in which the targets take turns. */
export async function rateOf(operation: Operation, bench: Bench): Promise<Comparison> {
  const { plan } = bench;
  for (const target of targets) {
    const load = await loadFor(operation, target, bench);
    await assertRight(operation, load);
    await bench.loader.run({ ...load, seconds: plan.warmUpSeconds });
  }
  const rounds: Round[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    const measured: Partial<Round> = {};
    for (const target of turn(round)) measured[target] = await once(operation, target, bench);
    rounds.push(measured as Round);
  }
  return compare(operation.title, rounds);
}

/** Who goes first changes with the round: the machine is not the same at the end of a round as at its beginning. */
export function turn(round: number): Target[] {
  const first = round % targets.length;
  return [...targets.slice(first), ...targets.slice(0, first)];
}

async function once(operation: Operation, target: Target, bench: Bench) {
  const load = await loadFor(operation, target, bench);
  const pid = pidOf(operation.service, target, bench);
  const before = cpuOf(pid);
  const outcome = await bench.loader.run({ ...load, seconds: bench.plan.seconds });
  const cpuMicros = ((cpuOf(pid) - before) * 1000) / outcome.requests;
  await assertRight(operation, load);
  return { ...outcome, cpuMicros };
}

const loadFor = (operation: Operation, target: Target, { shop, raw, plan }: Bench) =>
  loadOf(operation, target, shop, raw.url, plan.connections);

export function pidOf(
  service: 'catalogue' | 'cart' | 'dispatch',
  target: Target,
  { shop, raw }: Bench,
): number {
  const { processes } = shop.stack;
  if (target === 'raw') return raw.pid;
  return processes[target === 'gateway' ? 'web' : service]?.pid ?? -1;
}

export function compare(title: string, rounds: readonly Round[]): Comparison {
  const share = (of: Target, to: Target): number =>
    median(rounds.map((round) => round[of].perSecond / round[to].perSecond));
  return {
    title,
    rates: Object.fromEntries(
      targets.map((target) => [target, summary(rounds, target)]),
    ) as Comparison['rates'],
    ratios: { directToRaw: share('direct', 'raw'), gatewayToDirect: share('gateway', 'direct') },
  };
}

function summary(rounds: readonly Round[], target: Target): Rate {
  const of = (name: 'perSecond' | 'p50' | 'p99' | 'cpuMicros'): number =>
    median(rounds.map((round) => round[target][name]));
  const errors = rounds.reduce((sum, round) => sum + round[target].errors, 0);
  return { perSecond: of('perSecond'), p50: of('p50'), p99: of('p99'), cpuMicros: of('cpuMicros'), errors };
}
