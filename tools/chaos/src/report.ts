import type { Verdict } from './checker/judge.ts';
import type { Deliveries } from './deliveries.ts';
import type { Entry } from './history.ts';
import type { Deeds } from './nemesis.ts';
import type { ChaosOptions } from './run.ts';
import type { Target } from './targets.ts';

/** All that a run has to tell. */
export interface Report {
  /** True when every promise held. */
  readonly held: boolean;
  readonly seed: number;
  readonly replay: string;
  readonly seconds: number;
  readonly standIn: boolean;
  readonly kills: Deeds['kills'];
  readonly faults: Deeds['faults'];
  readonly orders: Verdict['figures'];
  /** Calls of the shoppers by operation and outcome. */
  readonly calls: Readonly<Record<string, Readonly<Record<'ok' | 'fail' | 'unknown', number>>>>;
  readonly duplicates: {
    /** Orders that were asked for more than once with the same key. */
    readonly placedAgain: number;
    /** Messages that came again after they had been handled. */
    readonly messages: number;
  };
  readonly messages: Deliveries;
  readonly planted: number;
  /** From kill -9 to ready, in ms. */
  readonly recovery: Readonly<Partial<Record<Target, { readonly p50: number; readonly max: number }>>>;
  /** What is wrong: promises of the shop, by rule. */
  readonly violations: Verdict['violations'];
  /** Processes that ended by themselves or did not come back. */
  readonly troubles: readonly string[];
}

export interface Findings {
  readonly options: ChaosOptions;
  readonly verdict: Verdict;
  readonly deeds: Deeds;
  readonly crashes: readonly string[];
  readonly history: readonly Entry[];
  readonly deliveries: Deliveries;
  readonly planted: number;
  readonly standIn: boolean;
  readonly ms: number;
}

export function reportOf(findings: Findings): Report {
  const { options, verdict, deeds, crashes, history, deliveries, planted, standIn, ms } = findings;
  const troubles = [...deeds.troubles, ...crashes];
  return {
    held: verdict.violations.length === 0 && troubles.length === 0,
    seed: options.seed,
    replay: replayOf(options),
    seconds: Math.round(ms / 1_000),
    standIn,
    kills: deeds.kills,
    faults: deeds.faults,
    orders: verdict.figures,
    calls: callsOf(history),
    duplicates: { placedAgain: placedAgain(history), messages: deliveries.again },
    messages: deliveries,
    planted,
    recovery: recoveryOf(deeds),
    violations: verdict.violations,
    troubles,
  };
}

function replayOf({ orders, seed, shoppers, killsPerProcess, network }: ChaosOptions): string {
  const size = `--orders ${orders} --seed ${seed} --shoppers ${shoppers} --kills-per-process ${killsPerProcess}`;
  return `npm run chaos -- ${size}${network ? '' : ' --no-proxy'}`;
}

function callsOf(history: readonly Entry[]): Report['calls'] {
  const calls: Record<string, Record<'ok' | 'fail' | 'unknown', number>> = {};
  for (const { op, phase } of history) {
    if (phase === 'invoke') continue;
    calls[op] ??= { ok: 0, fail: 0, unknown: 0 };
    const of = calls[op];
    of[phase] += 1;
  }
  return calls;
}

function placedAgain(history: readonly Entry[]): number {
  const tries = new Map<string, number>();
  for (const { op, phase, key } of history)
    if (op === 'place' && phase === 'invoke' && key !== undefined) tries.set(key, (tries.get(key) ?? 0) + 1);
  return [...tries.values()].filter((count) => count > 1).length;
}

function recoveryOf({ recoveries }: Deeds): Report['recovery'] {
  const times = new Map<Target, number[]>();
  for (const { target, ms } of recoveries) times.set(target, [...(times.get(target) ?? []), ms]);
  return Object.fromEntries(
    [...times].map(([target, all]) => {
      const sorted = all.toSorted((one, other) => one - other);
      const p50 = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
      return [target, { p50, max: sorted.at(-1) ?? 0 }];
    }),
  );
}
