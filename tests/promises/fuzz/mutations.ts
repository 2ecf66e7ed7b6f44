import type { Options } from 'amqplib';
import fc from 'fast-check';

/** A message as it is handed to the broker. */
export interface Raw {
  readonly body: Buffer;
  readonly options: Options.Publish;
  readonly times: number;
}
interface Sent {
  readonly envelope: Readonly<Record<string, unknown>>;
  readonly options: Options.Publish;
}

/** What to do to the body, the headers, the properties: each changes one thing and leaves the rest. */
type Mutation = (sent: Sent) => Raw;

const bytes = (envelope: unknown): Buffer => Buffer.from(JSON.stringify(envelope));
const plain = ({ envelope, options }: Sent): Raw => ({ body: bytes(envelope), options, times: 1 });

/** The paths of all that an envelope holds. */
function pathsIn(value: unknown, above: readonly string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [...above, key],
    ...pathsIn(inner, [...above, key]),
  ]);
}

/** A copy with `change` made to what is at the path. */
function changed(
  value: unknown,
  path: readonly string[],
  change: (holder: Record<string, unknown>, key: string) => void,
): unknown {
  const copy: unknown = structuredClone(value);
  let holder = copy as Record<string, unknown>;
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
  const last = path.at(-1);
  if (last !== undefined) change(holder, last);
  return copy;
}

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    0,
    -1,
    1e308,
    -1e308,
    2 ** 53,
    0.1,
    [],
    {},
    [[]],
    '\u0000',
    '\u202e',
    '💥'.repeat(50),
    'x'.repeat(200_000),
    '{{7*7}}',
    '$where',
    { $gt: '' },
    { $set: { a: 1 } },
    '__proto__',
    'NaN',
    "'; DROP TABLE outbox; --",
  ),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.jsonValue({ maxDepth: 3 }),
);

const oddHeaders = fc.constantFrom<Record<string, unknown>>(
  { 'x-shop-attempts': 'many' },
  { 'x-shop-attempts': -3 },
  { 'x-shop-attempts': 2 ** 40 },
  { 'x-shop-attempts': { deep: [1, { deeper: true }] } },
  { 'x-shop-routing-key': 5 },
  { 'x-shop-routing-key': 'x'.repeat(2_000) },
  { 'x-shop-first-failed-at': [1, 2, 3] },
  { 'x-shop-reason': 'because' },
  { traceparent: 7 },
  { traceparent: '00-zz-zz-zz' },
  { traceparent: 'x'.repeat(5_000) },
  { 'x-death': 'never' },
  { 'x-death': [{ count: 'many' }] },
  { CC: ['shop.unrouted'] },
  { BCC: ['shop.unrouted'] },
  { bytes: Buffer.from([0, 255, 254]) },
  { amount: 1.5, big: 2 ** 53, text: '\u0000💥' },
);

const oddProperties = fc.constantFrom<Options.Publish>(
  { contentType: 'text/xml' },
  { contentType: '' },
  { contentEncoding: 'gzip' },
  { type: '' },
  { type: 'x'.repeat(255) },
  { type: 'dispatch.order-changed.v1' },
  { messageId: '' },
  { messageId: '💥'.repeat(60) },
  { timestamp: 0 },
  { timestamp: 2 ** 53 },
  { correlationId: '\u0000' },
  { priority: 9 },
  { appId: 'somebody' },
);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.constant<Mutation>(plain),
  fc.constant<Mutation>((sent) => ({ ...plain(sent), times: 2 })),
  // Something is missing, something else is there, something is there that nobody knows.
  fc.nat().map<Mutation>((at) => (sent) => edited(sent, at, (holder, key) => delete holder[key])),
  fc.tuple(fc.nat(), odd).map<Mutation>(
    ([at, value]) =>
      (sent) =>
        edited(sent, at, (holder, key) => Object.assign(holder, { [key]: value })),
  ),
  fc.tuple(fc.nat(), fc.string(), odd).map<Mutation>(
    ([at, name, value]) =>
      (sent) =>
        edited(sent, at, (holder) => Object.assign(holder, { [name]: value })),
  ),
  // Cut off; not text; not JSON; nothing at all.
  fc.nat().map<Mutation>((at) => (sent) => {
    const body = bytes(sent.envelope);
    return { ...plain(sent), body: body.subarray(0, at % body.length) };
  }),
  fc
    .uint8Array({ maxLength: 300 })
    .map<Mutation>((body) => (sent) => ({ ...plain(sent), body: Buffer.from(body) })),
  fc
    .constantFrom(
      'null',
      '[]',
      '5',
      '"text"',
      '[[[[[[',
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      '{"id":1e999}',
    )
    .map<Mutation>((text) => (sent) => ({ ...plain(sent), body: Buffer.from(text) })),
  oddHeaders.map<Mutation>((headers) => (sent) => ({
    ...plain(sent),
    options: { ...sent.options, headers: { ...sent.options.headers, ...headers } },
  })),
  oddProperties.map<Mutation>((properties) => (sent) => ({
    ...plain(sent),
    options: { ...sent.options, ...properties },
  })),
);

function edited(sent: Sent, at: number, change: (holder: Record<string, unknown>, key: string) => void): Raw {
  const paths = pathsIn(sent.envelope);
  const path = paths[at % paths.length] ?? [];
  return { ...plain(sent), body: bytes(changed(sent.envelope, path, change)) };
}

/** Headers and properties spoiled and a body spoiled: one or the other, now and then both. */
export const mutated = (sent: fc.Arbitrary<Sent>): fc.Arbitrary<Raw> =>
  fc.tuple(sent, mutation, fc.option(mutation, { freq: 5 })).map(([one, first, second]) => {
    const raw = first(one);
    if (second === null) return raw;
    const { options, times } = second({ envelope: one.envelope, options: raw.options });
    return { body: raw.body, options, times };
  });
