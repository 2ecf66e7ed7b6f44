import type { Report } from './report.ts';

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);
const listed = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ') || 'none';

/** The most violations that are shown; all are in the report's file. */
const MOST_SHOWN = 40;

/** The report as a person reads it. */
export function textOf(report: Report): string {
  const { kills, faults, orders, calls, recovery, violations, troubles } = report;
  const width = Math.max(...Object.keys(kills).map((name) => name.length));
  const processes = Object.entries(kills).map(([name, count]) => {
    const times = recovery[name as keyof typeof kills];
    const back = times === undefined ? '' : `   p50 ${seconds(times.p50)}, max ${seconds(times.max)}`;
    return `  ${name.padEnd(width)} ${String(count).padStart(3)}${back}`;
  });
  const outcomes = Object.entries(calls).map(
    ([op, { ok, fail, unknown }]) => `  ${op.padEnd(14)} ok ${ok}, refused ${fail}, unknown ${unknown}`,
  );
  const wrong = [
    ...violations.slice(0, MOST_SHOWN).map(({ rule, what }) => `  ${rule}: ${what}`),
    ...(violations.length > MOST_SHOWN ? [`  … and ${violations.length - MOST_SHOWN} more`] : []),
    ...troubles.map((trouble) => `  process: ${trouble}`),
  ];
  return [
    `Seed ${report.seed}, ${report.seconds} s; MongoDB: ${report.standIn ? 'stand-in' : 'the real server'}`,
    `Kills (kill -9 until ready again): ${sum(kills)}`,
    ...processes,
    `Other faults: ${listed(faults)}`,
    `Orders: ${orders.orders} (${listed(orders.ended)})`,
    `  payments ${orders.payments}, captured ${orders.captured}, refunded ${orders.refunded}, parcels ${orders.shipments}, e-mails ${orders.mails}`,
    `  with a promotion ${orders.discounted}, returns ${listed(orders.returns)}, partly refunded ${orders.partlyRefunded}`,
    `  at rest ${seconds(orders.atRestAfterMs)} after the last fault`,
    'Calls of the shoppers:',
    ...outcomes,
    `Duplicates handled: ${report.duplicates.placedAgain} orders asked for again with the same key, ${report.duplicates.messages} messages delivered again`,
    `Messages: ${report.messages.handled} handled, ${report.messages.retried} tried again, ${report.messages.dead} given up (${report.planted} planted)`,
    `Replay: ${report.replay}`,
    ...(report.held ? ['Every promise held.'] : [`Broken promises: ${wrong.length}`, ...wrong]),
  ].join('\n');
}
