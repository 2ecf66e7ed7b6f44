import type { AnyMessage, Envelope } from '@shop/contracts';
import { origin, traceparent } from '@shop/service';
import { v7 as uuid } from 'uuid';
import type { z } from 'zod';

/**
 * Wraps a payload for its journey: checked against the contract, with an id (UUIDv7), the time and the trace of the
 * work in hand. Store it in an outbox in the same write as the change it tells of. Throws ZodError.
 */
export function envelope<M extends AnyMessage>(contract: M, payload: z.input<M['payload']>): Envelope {
  const from = origin();
  return {
    id: uuid(),
    type: contract.name,
    payload: contract.payload.parse(payload),
    at: new Date().toISOString(),
    traceparent: traceparent(),
    ...(from === undefined ? {} : { from }),
  };
}
