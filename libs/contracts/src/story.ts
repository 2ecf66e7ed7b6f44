import { z } from 'zod';
import { DeadLetter, Listener } from './dead-letters.ts';
import { contractsOf } from './declare.ts';
import { Origin, Waiting } from './message.ts';
import { orderParams } from './order-parts.ts';
import { Id, Instant, Sku, Synthetic } from './primitives.ts';

const { route } = contractsOf('dispatch');

/** A message in an outbox, that the broker does not have yet. */
export const WaitingMessage = Waiting.extend({ service: Listener });
export type WaitingMessage = z.infer<typeof WaitingMessage>;

/** Something that happened in the life of an order. */
export const StoryEntry = z.strictObject({
  at: Instant,
  part: z.enum(['order', 'stock', 'payment', 'shipping', 'mail', 'message']),
  /** What happened, in a short sentence. */
  text: z.string(),
  /** The state it came into: of the order, the payment attempt, the parcel, the mail or the hold. */
  state: z.string().optional(),
  /** What brought it about: a message's name, or what a person or a deadline did. */
  cause: z.string().optional(),
  messageId: z.string().optional(),
  /** Which attempt to handle the message, make the call or send the mail it was, from 1. */
  attempt: z.int().optional(),
  /** Who sent the message. */
  from: Origin.optional(),
  /** Who handled it. */
  by: Origin.optional(),
  /** The provider's reference, the tracking number and the like. */
  reference: z.string().optional(),
});
export type StoryEntry = z.infer<typeof StoryEntry>;

/** A part of the story that somebody else was asked for; `problem` says why it is missing. */
export const StoryPart = z.strictObject({
  part: z.enum(['stock', 'payment', 'shipping', 'dead-letters']),
  problem: z.string().optional(),
});

export const OrderStory = z.strictObject({
  orderId: Id,
  number: z.string(),
  state: z.string(),
  final: z.boolean(),
  synthetic: Synthetic,
  /** Attempts since the last answer, and when somebody looks at it again. */
  attempts: z.int(),
  dueAt: Instant.optional(),
  /** Everything, in the order of time. */
  entries: z.array(StoryEntry),
  /** Versions that had a hand in it, by service. */
  versions: z.array(Origin),
  /** Messages of this order that wait in outboxes. */
  waiting: z.array(WaitingMessage),
  /** Messages of this order that were given up. */
  deadLetters: z.array(DeadLetter),
  parts: z.array(StoryPart),
});
export type OrderStory = z.infer<typeof OrderStory>;

export const getStory = route('GET', '/admin/orders/:orderId/story', {
  access: 'support',
  summary: 'The whole story of an order, from every service',
  params: orderParams,
  output: OrderStory,
});

export const StuckOrder = z.strictObject({
  orderId: Id,
  number: z.string(),
  state: z.string(),
  synthetic: Synthetic,
  /** Commands it waits for an answer to. */
  waitsFor: z.array(z.string()),
  /** How often they were sent again. */
  attempts: z.int(),
  placedAt: Instant,
  /** When it last got on. */
  since: Instant,
  dueAt: Instant.optional(),
  /** Whole seconds since then. */
  forSeconds: z.int(),
  /** Why it counts as stuck, in a sentence. */
  why: z.string(),
});
export type StuckOrder = z.infer<typeof StuckOrder>;
export const listStuckOrders = route('GET', '/admin/stuck-orders', {
  access: 'support',
  summary: 'Orders that do not get on, the oldest first; synthetic ones too',
  query: z.strictObject({
    /** Commands sent again this often make an order a stuck one. */
    attempts: z.coerce.number().int().min(1).max(100).default(3),
    /** So does a deadline that is past by this much. */
    overdueSeconds: z.coerce.number().int().min(0).max(86_400).default(30),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  output: z.strictObject({ items: z.array(StuckOrder), total: z.int() }),
});

/** Something in the stock that cannot be right. */
export const StockProblem = z.strictObject({
  sku: Sku,
  what: z.enum([
    /** `available + held + sold` is not what was stocked. */
    'does_not_add_up',
    'below_zero',
    'hold_of_unknown_order',
    'hold_of_final_order',
    /** The order still moves, but was told that its stock is refused, released or sold. */
    'hold_not_expected',
  ]),
  text: z.string(),
  orderId: Id.optional(),
});
export type StockProblem = z.infer<typeof StockProblem>;
export const auditStock = route('GET', '/admin/stock-audit', {
  access: 'staff',
  summary: 'Whether the stock of every product adds up, and every hold has an order that needs it',
  output: z.strictObject({
    at: Instant,
    products: z.int(),
    holds: z.int(),
    /** Sums over all products: `available + held + sold = stocked` when all is well. */
    available: z.int(),
    held: z.int(),
    sold: z.int(),
    stocked: z.int(),
    problems: z.array(StockProblem),
  }),
});
