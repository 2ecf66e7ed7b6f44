import type { Letter, LetterDetail, Letters } from './desk.ts';
import { clean, count, cut, flow, paint, since } from './screen.ts';
import { type Column, facts, table } from './table.ts';

const columns: Column<Letter>[] = [
  { head: 'service', cell: ({ service }) => service },
  { head: 'id', cell: ({ id }) => id },
  { head: 'type', cell: ({ type }) => type },
  { head: 'reason', cell: ({ reason }) => reason, style: () => 'yellow' },
  { head: 'tries', cell: ({ attempts }) => String(attempts), right: true },
  { head: 'dead', cell: ({ deadAt }) => since(deadAt) },
  { head: 'order', cell: ({ orderId }) => orderId },
  { head: 'trace', cell: ({ traceId }) => traceId },
  { head: 'error', cell: ({ error }) => error, least: 24 },
];

/** A list of dead letters, for people. */
export function lettersText({ services, total, unrouted, items }: Letters, limit: number): string {
  const full = services.filter(({ depth }) => depth > 0);
  const each = full.map(({ service, depth }) => `${service} ${depth}`).join(', ');
  const head =
    total === 0
      ? paint('green', 'No dead letters.')
      : `${paint('red', count(total, 'dead letter'))}: ${each}.${items.length < total ? ` The oldest ${limit} of each are shown (--limit).` : ''}`;
  const lost =
    unrouted === 0
      ? []
      : [
          `${count(unrouted, 'message')} found no queue and lie in shop.unrouted: somebody should have heard them.`,
        ];
  const shown = items.length === 0 ? [] : ['', table(items, columns, { narrow: cards })];
  return [head, ...lost, ...shown].join('\n');
}

/** Three lines a letter, for a screen on which the table has no room. */
function cards(letters: readonly Letter[], width: number): string {
  return letters
    .map(({ service, id, type, reason, attempts, deadAt, error, orderId, traceId }) => {
      const how = [clean(reason), attempts > 0 ? `after ${count(attempts, 'attempt')}` : '', since(deadAt)];
      const why = `${how.filter(Boolean).join(', ')}${error === undefined ? '' : `: ${clean(error)}`}`;
      const about = [
        orderId === undefined ? '' : `order ${orderId}`,
        traceId === undefined ? '' : `trace ${traceId}`,
      ];
      return [
        ...flow([`${paint('bold', service)}`, id, clean(type)], 0, width),
        paint('yellow', `  ${cut(why, width - 2)}`),
        ...flow(about, 2, width).map((line) => paint('dim', line)),
      ].join('\n');
    })
    .join('\n\n');
}

/** All there is to say about one dead letter. */
export function letterFacts(letter: LetterDetail): string {
  const { service, id, type, reason, error, attempts, firstFailedAt, deadAt, traceId, orderId, from } =
    letter;
  const about = facts([
    ['service', service],
    ['id', id],
    ['type', type],
    ['reason', reason],
    ['error', error],
    ['attempts', String(attempts)],
    ['failed first', when(firstFailedAt)],
    ['given up', when(deadAt)],
    ['order', orderId],
    ['trace', traceId],
    ['from', from === undefined ? undefined : `${from.service} ${from.version}`],
    ['size', `${letter.bytes} bytes`],
  ]);
  const headers = facts(Object.entries(letter.headers));
  const body =
    letter.payload === undefined
      ? clean(letter.body ?? '')
      : JSON.stringify(letter.payload, null, 2).split('\n').map(clean).join('\n');
  const titled = (title: string, text: string): string[] =>
    text === '' ? [] : ['', paint('bold', title), text];
  const title = letter.payload === undefined ? 'Body, unreadable' : 'Payload';
  return [about, ...titled('Headers', headers), ...titled(title, body)].join('\n');
}

const when = (instant: string | undefined): string | undefined =>
  instant === undefined ? undefined : `${instant} (${since(instant)})`;
