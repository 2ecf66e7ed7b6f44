import type { dispatch } from '@shop/contracts';
import type { z } from 'zod';
import { clean, count, cut, flow, lasting, paint, type Style, screenWidth, since } from './screen.ts';
import { table } from './table.ts';

type Story = z.infer<typeof dispatch.OrderStory>;
type Entry = Story['entries'][number];
type Origin = Story['versions'][number];

const styles: Record<Entry['part'], Style> = {
  order: 'bold',
  stock: 'cyan',
  payment: 'magenta',
  shipping: 'blue',
  mail: 'green',
  message: 'yellow',
};
const PART_WIDTH = 8;
const OFFSET_WIDTH = 8;
/** Columns before the text of an entry: the time of day, the offset, the part. */
const INDENT = '12:34:56.789'.length + 2 + OFFSET_WIDTH + 2 + PART_WIDTH + 2;
/** On a narrow screen what belongs to an entry begins further to the left, so that an id has room. */
const NARROW_INDENT = 4;
const ROOM_FOR_DETAILS = 70;

/** The story of an order as a time line: an entry a line, below it what brought it about. */
export function storyText(story: Story, width = screenWidth()): string {
  return [
    ...headOf(story, width),
    '',
    ...story.entries.flatMap((entry, at) => [
      ...dayBefore(entry, story.entries[at - 1]),
      ...linesOf(entry, story.entries[0], width),
    ]),
    ...section('Waits in an outbox', waitingOf(story, width)),
    ...section('Given up', deadOf(story, width)),
    ...section('Missing here', story.parts.filter(({ problem }) => problem !== undefined).map(missing)),
    ...section('Handled by', flow(story.versions.map(nameOf), 2, width)),
  ].join('\n');
}

function headOf(story: Story, width: number): string[] {
  const { orderId, number, state, final, synthetic, attempts, dueAt, entries } = story;
  const [first, last] = [entries[0]?.at ?? '', entries.at(-1)?.at ?? ''];
  const open = [
    'Not at its end.',
    attempts > 0 ? `Asked again ${count(attempts, 'time')} without an answer.` : '',
    dueAt === undefined ? '' : `Looked at again at ${dueAt}.`,
  ];
  return [
    `Order ${paint('bold', clean(number))} is ${paint(final ? 'green' : 'yellow', clean(state))}.`,
    ...(final ? [] : flow(open, 0, width)),
    ...(synthetic === true
      ? flow(['A trial order of the verifier:', 'it moves no stock, money or parcel.'], 0, width)
      : []),
    ...flow(
      [
        orderId,
        count(entries.length, 'entry', 'entries'),
        first === last ? '' : `over ${lasting(Date.parse(last) - Date.parse(first))}`,
      ],
      0,
      width,
    ).map((line) => paint('dim', line)),
  ];
}

function dayBefore(entry: Entry, before: Entry | undefined): string[] {
  const day = entry.at.slice(0, 10);
  return before?.at.slice(0, 10) === day ? [] : [paint('dim', `${day} (UTC)`)];
}

function linesOf(entry: Entry, first: Entry | undefined, width: number): string[] {
  const { at, part, text, state } = entry;
  const time = new Date(at).toISOString().slice(11, 23);
  const said = clean(state === undefined || text.includes(state) ? text : `${text} (${state})`);
  const head = `${paint('dim', `${time}  ${offset(at, first).padStart(OFFSET_WIDTH)}`)}  ${paint(styles[part], part.padEnd(PART_WIDTH))}`;
  const indent = width - INDENT < ROOM_FOR_DETAILS ? NARROW_INDENT : INDENT;
  return [
    `${head}  ${cut(said, width - INDENT)}`,
    ...flow(detailsOf(entry), indent, width).map((line) => paint('dim', cut(line, width))),
  ];
}

function detailsOf({ cause, messageId, attempt, from, by, reference }: Entry): string[] {
  const route = [
    from === undefined ? '' : `from ${nameOf(from)}`,
    by === undefined ? '' : `by ${nameOf(by)}`,
  ];
  return [
    cause ?? '',
    messageId === undefined ? '' : `message ${messageId}`,
    attempt === undefined ? '' : `attempt ${attempt}`,
    ...route,
    reference === undefined ? '' : `reference ${reference}`,
  ].map(clean);
}

/** `+1.250 s` after the first entry. */
function offset(at: string, first: Entry | undefined): string {
  const ms = Date.parse(at) - Date.parse(first?.at ?? at);
  if (ms < 1000) return `+${ms} ms`;
  return ms < 100_000 ? `+${(ms / 1000).toFixed(2)} s` : `+${lasting(ms)}`;
}

const nameOf = ({ service, version }: Origin): string => `${service} ${version}`;

const missing = ({ part, problem }: Story['parts'][number]): string =>
  `  ${paint('red', part)}: ${clean(problem ?? '')}`;

const waitingOf = ({ waiting }: Story, width: number): string[] =>
  waiting.length === 0
    ? []
    : [
        table(
          waiting,
          [
            { head: 'service', cell: ({ service }) => service },
            { head: 'type', cell: ({ type }) => type },
            { head: 'message', cell: ({ id }) => id },
            { head: 'since', cell: ({ at }) => since(at) },
          ],
          { width },
        ),
      ];

const deadOf = ({ deadLetters }: Story, width: number): string[] =>
  deadLetters.length === 0
    ? []
    : [
        table(
          deadLetters,
          [
            { head: 'service', cell: ({ service }) => service },
            { head: 'id', cell: ({ id }) => id },
            { head: 'type', cell: ({ type }) => type, least: 12 },
            { head: 'reason', cell: ({ reason }) => reason },
            { head: 'error', cell: ({ error }) => error, least: 12 },
          ],
          { width },
        ),
        paint('dim', 'See one with `shopctl dlq show SERVICE ID`.'),
      ];

const section = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ['', paint('bold', title), ...lines];
