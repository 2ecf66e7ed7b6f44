import { createHash } from 'node:crypto';
import { Envelope } from '@shop/contracts';
import type { GetMessage, MessagePropertyHeaders, Options } from 'amqplib';
import { HEADERS, withoutCopies } from './message.ts';
import type { DeadReason } from './retries.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TRACE = /^00-([0-9a-f]{32})-/;

/** A message that a service has given up, as it lies in the dead-letter queue. */
export interface DeadLetter {
  service: string;
  /** The message's id where that is a UUID, else a digest of the body: the same at every look. Copies share it. */
  id: string;
  /** The contract's name, as far as the message says one. */
  type: string;
  /** `delivery-limit`: the broker gave it up, as whoever took it died; `other`: somebody put it there. */
  reason: DeadReason | 'delivery-limit' | 'other';
  error: string | undefined;
  attempts: number;
  firstFailedAt: string | undefined;
  deadAt: string | undefined;
  traceId: string | undefined;
  /** What it carries, when it can be read. */
  envelope: Envelope | undefined;
  content: Buffer;
  headers: MessagePropertyHeaders;
}

/** Reads a message of a dead-letter queue; never throws, whatever it holds. */
export function deadLetterOf(service: string, message: GetMessage): DeadLetter {
  const headers = message.properties.headers ?? {};
  const envelope = envelopeIn(message.content);
  const [death] = deathsIn(headers);
  const traceparent = headers['traceparent'] ?? envelope?.traceparent;
  // Not the broker's count of deliveries: each look at the letter adds to that.
  const attempts = Number(headers[HEADERS.attempts] ?? 0);
  return {
    service,
    id: idOf(message, envelope),
    type: text(message.properties.type) ?? envelope?.type ?? routingKeyIn(message) ?? 'unknown',
    reason: reasonIn(headers),
    error: text(headers[HEADERS.error]),
    attempts: Number.isSafeInteger(attempts) && attempts > 0 ? attempts : 0,
    firstFailedAt: instant(headers[HEADERS.firstFailedAt]),
    deadAt: instant(headers[HEADERS.deadAt]) ?? timeOf(death),
    traceId: TRACE.exec(text(traceparent) ?? '')?.[1],
    envelope,
    content: message.content,
    headers,
  };
}

/** How often it has been looked at or died with its taker, since it was last published. */
export function looksOf({ properties: { headers = {} } }: GetMessage): number {
  const counts = [headers['x-delivery-count'], headers['x-acquired-count']].map(Number);
  return Math.max(0, ...counts.filter(Number.isSafeInteger));
}

/** What to publish it with for its service to handle it as if it had never failed: same id, same trace, no marks. */
export function replayOptions(message: GetMessage): Options.Publish {
  const headers = withoutCopies(message.properties.headers);
  const kept = Object.entries(headers).filter(([name]) => !/^x-/.test(name));
  const key = routingKeyIn(message);
  return {
    ...propertiesOf(message),
    headers: { ...Object.fromEntries(kept), ...(key === undefined ? {} : { [HEADERS.routingKey]: key }) },
  };
}

/** What to publish it with for it to lie in the dead-letter queue as before, as a new message to the broker. */
export function renewOptions(message: GetMessage): Options.Publish {
  const headers = withoutCopies(message.properties.headers);
  const counts = ['x-delivery-count', 'x-acquired-count'];
  const kept = Object.entries(headers).filter(([name]) => !counts.includes(name));
  return { ...propertiesOf(message), headers: Object.fromEntries(kept) };
}

function propertiesOf({ properties }: GetMessage): Options.Publish {
  const { contentType, contentEncoding, messageId, type, timestamp, correlationId } = properties;
  const all = { contentType, contentEncoding, messageId, type, timestamp, correlationId };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function idOf(message: GetMessage, envelope: Envelope | undefined): string {
  const given = [message.properties.messageId, envelope?.id].find(
    (id): id is string => typeof id === 'string' && UUID.test(id),
  );
  if (given !== undefined) return given;
  const digest = createHash('sha256').update(message.content).digest('hex');
  return `sha256-${digest.slice(0, 32)}`;
}

function envelopeIn(content: Buffer): Envelope | undefined {
  try {
    return Envelope.safeParse(JSON.parse(content.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}

interface Death {
  reason?: unknown;
  time?: { value?: unknown };
  'routing-keys'?: unknown;
}

function deathsIn(headers: MessagePropertyHeaders): Death[] {
  const deaths: unknown = headers['x-death'];
  return Array.isArray(deaths) ? deaths.filter((one): one is Death => typeof one === 'object') : [];
}

const reasons: ReadonlySet<string> = new Set<DeadReason>([
  'malformed',
  'invalid',
  'unprocessable',
  'unhandled',
  'gave-up',
]);

function reasonIn(headers: MessagePropertyHeaders): DeadLetter['reason'] {
  const said: unknown = headers[HEADERS.reason];
  if (typeof said === 'string' && reasons.has(said)) return said as DeadReason;
  return deathsIn(headers).some(({ reason }) => reason === 'delivery_limit') ? 'delivery-limit' : 'other';
}

/** The key it was first published with: in our own header, or in what the broker notes of a death in a service's queue. */
function routingKeyIn(message: GetMessage): string | undefined {
  const headers = message.properties.headers ?? {};
  const own = text(headers[HEADERS.routingKey]);
  if (own !== undefined) return own;
  const died = deathsIn(headers).find(({ reason }) => reason === 'delivery_limit');
  const keys = died?.['routing-keys'];
  return Array.isArray(keys) ? text(keys[0]) : text(message.properties.type);
}

function timeOf(death: Death | undefined): string | undefined {
  const seconds = Number(death?.time?.value);
  return Number.isSafeInteger(seconds) ? new Date(seconds * 1000).toISOString() : undefined;
}

function instant(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const time = Date.parse(value);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
