import { type dispatch, Id } from '@shop/contracts';
import { blank, blankText } from './blank.ts';
import type { DeadLetter } from './dead-letter.ts';

const HEADER_LENGTH = 500;

/** The order a payload is about, when it says one. */
export function orderIn(payload: unknown): string | undefined {
  if (typeof payload !== 'object' || payload === null || !('orderId' in payload)) return undefined;
  return Id.safeParse(payload.orderId).data;
}

/** A dead letter in the list. */
export function letterOf(letter: DeadLetter): dispatch.DeadLetter {
  const { service, id, type, reason, attempts, error, firstFailedAt, deadAt, traceId, envelope } = letter;
  const orderId = orderIn(envelope?.payload);
  return {
    service: service as dispatch.Listener,
    id,
    type: type.slice(0, HEADER_LENGTH),
    reason,
    attempts,
    ...(error === undefined ? {} : { error: blankText(error) }),
    ...(firstFailedAt === undefined ? {} : { firstFailedAt }),
    ...(deadAt === undefined ? {} : { deadAt }),
    ...(traceId === undefined ? {} : { traceId }),
    ...(orderId === undefined ? {} : { orderId }),
    ...(envelope?.from === undefined ? {} : { from: envelope.from }),
  };
}

/** A dead letter with all that may be seen of it. */
export function detailOf(letter: DeadLetter): dispatch.DeadLetterDetail {
  const headers = Object.entries(letter.headers).map(([name, value]) => [
    name,
    blankText(typeof value === 'string' ? value : JSON.stringify(value)).slice(0, HEADER_LENGTH),
  ]);
  return {
    ...letterOf(letter),
    headers: Object.fromEntries(headers),
    bytes: letter.content.length,
    ...(letter.envelope === undefined
      ? { body: blankText(letter.content.toString('utf8')) }
      : { payload: blank(letter.envelope.payload) }),
  };
}

/** What the audit keeps of a letter that may be gone for good: enough to know what it was, and nobody's data. */
export function factsOf(letter: DeadLetter): Record<string, string> {
  const { type, reason, attempts, error, deadAt, traceId, orderId } = letterOf(letter);
  const facts = { type, reason, attempts: String(attempts), error, deadAt, traceId, orderId };
  return Object.fromEntries(
    Object.entries(facts).filter((fact): fact is [string, string] => fact[1] !== undefined),
  );
}
