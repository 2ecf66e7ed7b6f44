import { Envelope } from '@shop/contracts';
import type { ConsumeMessage, MessagePropertyHeaders } from 'amqplib';
import { Malformed } from './retries.ts';

/**
 * Headers we add to a message that failed. In a retry queue it has the first four, in a dead-letter queue all; the
 * body and the properties stay what they were.
 */
export const HEADERS = {
  /** Attempts made so far. */
  attempts: 'x-shop-attempts',
  /** Time of the first failure, ISO 8601. */
  firstFailedAt: 'x-shop-first-failed-at',
  /** Routing key it was first published with: what to publish it with again. */
  routingKey: 'x-shop-routing-key',
  /** Text of the last error, at most 500 characters. */
  error: 'x-shop-error',
  /** See DeadReason; absent when the broker gave up because the process died again and again (`x-death` says so). */
  reason: 'x-shop-reason',
  /** Time it was given up, ISO 8601. */
  deadAt: 'x-shop-dead-at',
} as const;

const ERROR_LENGTH = 500;

const headersOf = (message: ConsumeMessage): MessagePropertyHeaders =>
  withoutCopies(message.properties.headers);

/** Headers without those by which RabbitMQ sends copies to further queues: what is moved must not be multiplied. */
export const withoutCopies = (headers: MessagePropertyHeaders = {}): MessagePropertyHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'CC' && name !== 'BCC'));

/** Number of the attempt in hand, from 1. */
export function attemptOf(message: ConsumeMessage): number {
  const before = Number(headersOf(message)[HEADERS.attempts]);
  return Number.isSafeInteger(before) && before > 0 ? before + 1 : 1;
}

/** The contract's name, before the body has been read. */
export function typeOf(message: ConsumeMessage): string {
  return message.properties.type ?? routingKeyOf(message);
}

export function routingKeyOf(message: ConsumeMessage): string {
  return String(headersOf(message)[HEADERS.routingKey] ?? message.fields.routingKey);
}

/** Reads the body. Throws Malformed. */
export function readEnvelope(message: ConsumeMessage): Envelope {
  let body: unknown;
  try {
    body = JSON.parse(message.content.toString('utf8'));
  } catch (error) {
    throw new Malformed('the body is not JSON', { cause: error });
  }
  const read = Envelope.safeParse(body);
  if (!read.success) throw new Malformed('the body is not an envelope');
  return read.data;
}

/** Headers of a message that has just failed. */
export function failureHeaders(message: ConsumeMessage, error: unknown): MessagePropertyHeaders {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    ...headersOf(message),
    [HEADERS.attempts]: attemptOf(message),
    [HEADERS.firstFailedAt]: headersOf(message)[HEADERS.firstFailedAt] ?? new Date().toISOString(),
    [HEADERS.routingKey]: routingKeyOf(message),
    [HEADERS.error]: text.slice(0, ERROR_LENGTH),
  };
}
