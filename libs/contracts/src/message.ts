import { z } from 'zod';

/**
 * A message on its way: what an outbox stores and the broker carries. `id` is a UUIDv7 and the key of every dedupe;
 * `type` is the contract's name and the routing key.
 */
export const Envelope = z.object({
  id: z.string(),
  type: z.string(),
  payload: z.unknown(),
  /** When it happened, ISO 8601. */
  at: z.string(),
  /** W3C trace context of the work that caused it. */
  traceparent: z.string().optional(),
});
export type Envelope = z.infer<typeof Envelope>;
