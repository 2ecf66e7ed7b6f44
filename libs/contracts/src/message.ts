import { z } from 'zod';

/** A service, and the version of it that sent or handled something. */
export const Origin = z.object({ service: z.string().max(40), version: z.string().max(100) });
export type Origin = z.infer<typeof Origin>;

/** A message that waits in an outbox, as an operator sees it: without its payload. */
export const Waiting = z.strictObject({ id: z.string(), type: z.string(), at: z.string() });
export type Waiting = z.infer<typeof Waiting>;

/**
 * A message on its way: what an outbox stores and the broker carries. `id` is a UUIDv7 and the key of every dedupe;
 * `type` is the contract's name and the routing key.
 */
export const Envelope = z.object({
  id: z.uuid(),
  type: z.string(),
  payload: z.unknown(),
  /** When it happened, ISO 8601. */
  at: z.iso.datetime(),
  /** W3C trace context of the work that caused it. */
  traceparent: z.string().optional(),
  /** Who sent it, and at which version. */
  from: Origin.optional(),
});
export type Envelope = z.infer<typeof Envelope>;
