import { z } from 'zod';
import { Person } from './acts.ts';
import { contractsOf } from './declare.ts';
import { Origin } from './message.ts';
import { Id, Instant, line, PageQuery, pageOf } from './primitives.ts';

const { event, route } = contractsOf('dispatch');

/** The services that get messages, and so have a queue of dead letters. */
export const Listener = z.enum([
  'user',
  'catalogue',
  'cart',
  'payment',
  'shipping',
  'ratings',
  'dispatch',
  'web',
]);
export type Listener = z.infer<typeof Listener>;

/**
 * Why a message was given up: it cannot be read, breaks its contract, was refused by its handler, has no handler, failed
 * again and again, or killed whoever took it until the broker gave up; `other` for what somebody put there by hand.
 */
export const DeadReason = z.enum([
  'malformed',
  'invalid',
  'unprocessable',
  'unhandled',
  'gave-up',
  'delivery-limit',
  'other',
]);
export type DeadReason = z.infer<typeof DeadReason>;

/** The message's id where it has one, else a digest of its body. Copies of one message share it. */
export const DeadLetterId = z
  .string()
  .regex(/^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|sha256-[0-9a-f]{32})$/, 'the id of a dead letter');

/** A message that a service has given up. */
export const DeadLetter = z.strictObject({
  service: Listener,
  id: DeadLetterId,
  /** The contract's name, as far as the message says one. */
  type: z.string(),
  reason: DeadReason,
  /** Text of the last error. */
  error: z.string().optional(),
  attempts: z.int(),
  firstFailedAt: Instant.optional(),
  deadAt: Instant.optional(),
  /** To search logs and traces for. */
  traceId: z.string().optional(),
  orderId: Id.optional(),
  /** Who sent it. */
  from: Origin.optional(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;

export const DeadLetterDetail = DeadLetter.extend({
  /** All it carries beside the body. */
  headers: z.record(z.string(), z.string()),
  bytes: z.int(),
  /** The payload, with personal data blanked; absent when the body cannot be read. */
  payload: z.unknown().optional(),
  /** The start of a body that cannot be read, with personal data blanked. */
  body: z.string().optional(),
});
export type DeadLetterDetail = z.infer<typeof DeadLetterDetail>;

const atService = z.strictObject({ service: Listener });
const atLetter = atService.extend({ id: DeadLetterId });
const Reason = line(200);

export const listDeadLetters = route('GET', '/admin/dead-letters', {
  access: 'support',
  summary: 'Messages that were given up, the oldest first, and how many each service has',
  query: z.strictObject({
    service: Listener.optional(),
    /** Most letters of each service; 0 tells how many there are and reads none. */
    limit: z.coerce.number().int().min(0).max(500).default(50),
  }),
  output: z.strictObject({
    /** Every service with a queue, also those with no dead letter. */
    services: z.array(z.strictObject({ service: Listener, depth: z.int() })),
    total: z.int(),
    /** Messages that found no queue although somebody should have heard them, kept for seven days; 0 in a shop that is well. */
    unrouted: z.int(),
    items: z.array(DeadLetter),
  }),
});
export const showDeadLetter = route('GET', '/admin/dead-letters/:service/:id', {
  access: 'support',
  summary: 'One dead letter, with headers and payload',
  params: atLetter,
  output: DeadLetterDetail,
});
export const replayDeadLetter = route('POST', '/admin/dead-letters/:service/:id/replay', {
  access: 'support',
  summary: 'Give a dead letter to its service once more',
  params: atLetter,
  body: z.strictObject({ reason: Reason.optional() }).default({}),
  output: z.strictObject({ replayed: z.int() }),
});
export const replayDeadLetters = route('POST', '/admin/dead-letter-replays/:service', {
  access: 'support',
  summary: "Give all of a service's dead letters to it once more",
  params: atService,
  body: z.strictObject({ reason: Reason.optional() }).default({}),
  output: z.strictObject({ replayed: z.int() }),
});
export const dropDeadLetter = route('POST', '/admin/dead-letters/:service/:id/drop', {
  access: 'support',
  summary: 'Throw a dead letter away for good',
  params: atLetter,
  body: z.strictObject({ reason: Reason }),
  output: z.strictObject({ dropped: z.int() }),
});

/** What an admin did. */
export const AuditedAct = z.enum([
  'order-stopped',
  'refund-asked',
  'refund-approved',
  'refund-refused',
  'return-approved',
  'return-refused',
  'return-received',
  'dead-letter-replayed',
  'dead-letters-replayed',
  'dead-letter-dropped',
  'promotion-created',
  'promotion-changed',
  'promotion-ended',
  'role-changed',
  'stock-adjusted',
  'rate-changed',
]);
export const AuditEntry = z.strictObject({
  id: Id,
  at: Instant,
  who: Person,
  what: AuditedAct,
  /** What it was done to: `payment/<id>` for a dead letter, the id of an order, a promotion or, for a role, an account, a SKU, a currency. */
  subject: z.string(),
  reason: z.string().optional(),
  /** What is worth knowing of the subject, now that it may be gone. */
  facts: z.record(z.string(), z.string()),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
export const listAudit = route('GET', '/admin/audit', {
  access: 'admin',
  summary: 'What admins have done, the newest first',
  query: PageQuery.extend({
    what: AuditedAct.optional(),
    subject: z.string().trim().min(1).max(120).optional(),
  }),
  output: pageOf(AuditEntry),
});
/** For the audit log: what somebody of the shop did with an order, told with the change itself. */
export const staffActed = event('staff-acted.v1', z.object(AuditEntry.shape), ['dispatch']);
