import { cpus } from 'node:os';
import type { BusyCheckout, IdleCheckout } from './checkout.ts';
import type { Target } from './operations.ts';
import { targets } from './operations.ts';
import type { Comparison, Plan, Rate } from './rates.ts';

/** All that one run has measured. Times in milliseconds, memory in MB. */
export interface Report {
  readonly at: string;
  readonly machine: { readonly cores: number; readonly processor: string; readonly node: string };
  readonly stores: Readonly<Record<string, string>>;
  readonly plan: Plan;
  readonly operations: readonly Comparison[];
  readonly idleCheckout: Readonly<Record<'direct' | 'gateway', IdleCheckout>> | undefined;
  readonly busyCheckout: BusyCheckout | undefined;
  readonly memory: readonly { readonly name: string; readonly idle: number; readonly busy: number }[];
  readonly coldStarts: Readonly<Record<string, number>>;
  readonly firstStartMs: number;
  readonly warmStartMs: number | undefined;
}

export const machine = (): Report['machine'] => ({
  cores: cpus().length,
  processor: cpus()[0]?.model ?? 'unknown',
  node: process.version,
});

const AIM = {
  read: 0.75,
  typingMs: 150,
  gateway: 0.5,
  confirmedMs: 100,
  memoryMb: 120,
  warmStartMs: 15_000,
} as const;

/** The tables a person reads. An aim that was missed is said, and fails nothing. */
export function print(report: Report, line: (text: string) => void): void {
  line(
    `\n${report.at}, ${report.machine.cores} cores (${report.machine.processor}), Node ${report.machine.node}`,
  );
  line(`stores: ${Object.values(report.stores).join('; ')}`);
  const { rounds, seconds, connections } = report.plan;
  line(`medians of ${rounds} interleaved rounds of ${seconds} s, ${connections} connections\n`);
  table(line, rateRows(report));
  line('\nratios of requests/s, median of the rounds');
  table(line, ratioRows(report));
  const typing = report.operations.find(({ title }) => title === 'search as you type');
  if (typing !== undefined) {
    const { p99 } = typing.rates.gateway;
    const met = aim(p99 <= AIM.typingMs, `p95 at most ${AIM.typingMs} ms`);
    line(`search as you type through the gateway: p99 ${p99.toFixed(0)} ms ${met}`);
  }
  if (report.idleCheckout !== undefined) checkout(report, report.idleCheckout, line);
  line('\nmemory (PSS) in MB and cold start');
  table(line, processRows(report));
  if (report.warmStartMs !== undefined) {
    line(
      `\neverything warm in ${s(report.warmStartMs)} ${aim(report.warmStartMs <= AIM.warmStartMs, 'at most 15 s')}`,
    );
  }
  const bad = comparisons(report).filter(hasErrors);
  if (bad.length > 0) line(`\nWITH ERRORS, so no rates: ${bad.map(({ title }) => title).join(', ')}`);
}

const comparisons = ({ operations, busyCheckout }: Report): Comparison[] => [
  ...operations,
  ...(busyCheckout === undefined ? [] : [busyCheckout.placing]),
];

const hasErrors = ({ rates }: Comparison): boolean => targets.some((target) => rates[target].errors > 0);

function rateRows(report: Report): string[][] {
  const head = ['', 'on', 'requests/s', 'p50 ms', 'p99 ms', 'own CPU µs/request', 'errors'];
  const row = (title: string, target: Target, rate: Rate): string[] => [
    title,
    target,
    rate.errors > 0 ? 'errors' : rate.perSecond.toFixed(0),
    rate.p50.toFixed(1),
    rate.p99.toFixed(1),
    rate.cpuMicros.toFixed(0),
    String(rate.errors),
  ];
  const rows = comparisons(report).flatMap(({ title, rates }) =>
    targets.map((target, i) => row(i === 0 ? title : '', target, rates[target])),
  );
  return [head, ...rows];
}

function ratioRows(report: Report): string[][] {
  const head = ['', 'service/raw', 'CPU service/raw', '', 'gateway/service', ''];
  const reads = new Set(['product by SKU', 'list page of 20', 'search']);
  const rows = comparisons(report).map((comparison) => {
    const { title, rates, ratios } = comparison;
    // A rate with errors is not a rate, and compares with nothing.
    if (hasErrors(comparison)) return [title, 'errors', '', '', 'errors', ''];
    return [
      title,
      ratios.directToRaw.toFixed(2),
      (rates.direct.cpuMicros / rates.raw.cpuMicros).toFixed(2),
      reads.has(title) ? aim(ratios.directToRaw >= AIM.read, `${AIM.read} or more`) : '',
      ratios.gatewayToDirect.toFixed(2),
      aim(ratios.gatewayToDirect >= AIM.gateway, `${AIM.gateway} or more`),
    ];
  });
  return [head, ...rows];
}

function checkout(
  { busyCheckout }: Report,
  idle: NonNullable<Report['idleCheckout']>,
  line: (text: string) => void,
) {
  line(
    `\ncheckout, one at a time on an idle system (${idle.direct.orders} orders each way), from sending the order`,
  );
  const row = (door: 'direct' | 'gateway'): string[] => {
    const { placed, confirmed } = idle[door];
    const met = aim(confirmed.p50 <= AIM.confirmedMs, 'p50 at most 100 ms');
    return [door, ...[placed.p50, placed.p90, confirmed.p50, confirmed.p90].map((ms) => ms.toFixed(0)), met];
  };
  const head = ['', 'placed p50 ms', 'p90', 'confirmed p50 ms', 'p90', ''];
  table(line, [head, row('direct'), row('gateway')]);
  const steps = Object.entries(idle.direct.steps).map(([step, ms]) => `${step} ${ms.toFixed(0)} ms`);
  line(`by the timeline, at p50: ${steps.join(', ')}`);
  for (const { door, perSecond, latency } of busyCheckout?.confirming ?? []) {
    const times = `p50 ${latency.p50.toFixed(0)} ms, p90 ${latency.p90.toFixed(0)} ms from placed to confirmed`;
    line(`many at once, ${door}: ${perSecond.toFixed(0)} orders confirmed a second; ${times}`);
  }
}

function processRows({ memory, coldStarts }: Report): string[][] {
  const rows = memory.map(({ name, idle, busy }) => {
    const start = coldStarts[name];
    const isService = start !== undefined && name !== 'raw' && name !== 'web';
    const met = isService ? aim(Math.max(idle, busy) <= AIM.memoryMb, 'at most 120 MB') : '';
    return [name, idle.toFixed(0), busy.toFixed(0), start === undefined ? '' : s(start), met];
  });
  const sum = (which: 'idle' | 'busy'): string =>
    memory.reduce((total, row) => total + (row.name === 'raw' ? 0 : row[which]), 0).toFixed(0);
  return [
    ['', 'idle', 'after load', 'ready in', ''],
    ...rows,
    ['all but raw', sum('idle'), sum('busy'), '', ''],
  ];
}

const s = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const aim = (met: boolean, words: string): string => (met ? `ok (${words})` : `MISSED (${words})`);

function table(line: (text: string) => void, rows: readonly string[][]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows) {
    const cells = row.map((cell, i) =>
      i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
    );
    line(`  ${cells.join('  ').trimEnd()}`);
  }
}
