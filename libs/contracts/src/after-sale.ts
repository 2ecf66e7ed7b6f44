import { z } from 'zod';
import { Person } from './acts.ts';
import { StockLine } from './catalogue.ts';
import { contractsOf } from './declare.ts';
import { aboutOrder, keyParams, orderParams } from './order-parts.ts';
import { Email, Id, Instant, line, Money, PageQuery, pageOf, text } from './primitives.ts';

const { route, event } = contractsOf('dispatch');

export { Person };

/** Why goods come back. */
export const ReturnReason = z.enum(['unwanted', 'defective', 'wrong_item', 'not_as_described', 'late']);
export type ReturnReason = z.infer<typeof ReturnReason>;
export const ReturnState = z.enum(['requested', 'approved', 'received', 'refunded', 'refused']);
export type ReturnState = z.infer<typeof ReturnState>;

/** Goods of an order that come back, or should. */
export const Return = z.strictObject({
  id: Id,
  state: ReturnState,
  lines: z.array(StockLine).min(1),
  reason: ReturnReason,
  /** What the shopper had to say. */
  note: z.string().optional(),
  /** What is paid back for them: their share of what was paid, with the discount and the tax in it. */
  amount: Money,
  /** What the shop had to say. */
  answer: z.string().optional(),
  requestedAt: Instant,
  updatedAt: Instant,
});
export type Return = z.infer<typeof Return>;

/** What of an order can still be sent back, and until when it has to be asked for. */
export const Returnable = z.strictObject({ until: Instant, lines: z.array(StockLine).min(1) });
export type Returnable = z.infer<typeof Returnable>;

export const RefundState = z.enum([
  /** A second person has to agree. */
  'waiting',
  'sending',
  'done',
  /** Nothing was left to pay back when its turn came. */
  'failed',
  'refused',
]);
export type RefundState = z.infer<typeof RefundState>;

/** Money that goes back to a shopper, or should. */
export const Refund = z.strictObject({
  id: Id,
  state: RefundState,
  amount: Money,
  /** True when the order ends by it: all that was paid goes back, and what was not sent stays. */
  whole: z.boolean(),
  /** The provider has said no; it is asked again later. */
  late: z.boolean(),
  reason: z.string(),
  returnId: Id.optional(),
  askedBy: Person,
  askedAt: Instant,
  /** Who agreed or refused, where a second person was needed. */
  decidedBy: Person.optional(),
  decidedAt: Instant.optional(),
});
export type Refund = z.infer<typeof Refund>;

const returnParams = orderParams.extend({ returnId: Id });
const lines = z.array(StockLine).min(1).max(50);
const Wish = { lines, reason: ReturnReason, note: text(500, 0).optional() };

export const requestReturn = route('POST', '/orders/:orderId/returns', {
  access: 'guest',
  summary: 'Ask to send goods of one of my orders back',
  params: orderParams,
  body: z.strictObject(Wish),
  output: Return,
  status: 201,
  idempotent: true,
  owned: 'orderId',
});
/** The same for who has no session but the key from the e-mail, and knows the e-mail address. */
export const requestReturnByKey = route('POST', '/opened-orders/:accessKey/returns', {
  access: 'public',
  summary: 'Ask to send goods back, by the key from the e-mail',
  params: keyParams,
  body: z.strictObject({ ...Wish, email: Email }),
  output: Return,
  status: 201,
  idempotent: true,
});

/** A line of the desk where returns are worked on. */
export const ReturnAtDesk = Return.extend({ orderId: Id, number: z.string(), email: Email });
export const listReturns = route('GET', '/admin/returns', {
  access: 'staff',
  summary: 'Returns of all orders; without a state those somebody has to look at. The oldest order first',
  query: PageQuery.extend({ state: ReturnState.optional() }),
  output: pageOf(ReturnAtDesk),
});
export const decideReturn = route('POST', '/admin/orders/:orderId/returns/:returnId/decision', {
  access: 'staff',
  summary: 'Agree to a return, or refuse it',
  params: returnParams,
  body: z.strictObject({ approve: z.boolean(), answer: line(300, 0).optional() }),
  output: Return,
});
export const receiveReturn = route('POST', '/admin/orders/:orderId/returns/:returnId/receipt', {
  access: 'staff',
  summary: 'The goods are back: pay for them, and put on the shelf what can be sold again',
  params: returnParams,
  body: z.strictObject({
    /** What goes back into the stock; the rest does not. */
    restock: z.array(StockLine).max(50),
  }),
  output: Return,
});

export const RefundAtDesk = Refund.extend({ orderId: Id, number: z.string() });
export const listRefunds = route('GET', '/admin/refunds', {
  access: 'support',
  summary:
    'Refunds of all orders that are in a state; those that wait for a second person unless it says otherwise',
  query: PageQuery.extend({ state: RefundState.default('waiting') }),
  output: pageOf(RefundAtDesk),
});
export const decideRefund = route('POST', '/admin/orders/:orderId/refunds/:refundId/decision', {
  access: 'support',
  summary: "Agree to somebody else's refund, or refuse it",
  params: orderParams.extend({ refundId: Id }),
  body: z.strictObject({ approve: z.boolean(), note: line(200, 0).optional() }),
  output: Refund,
});

/** A return was asked for, agreed to, refused, received or paid. */
export const returnChanged = event(
  'return-changed.v1',
  z.object({ ...aboutOrder, returnId: Id, state: ReturnState }),
  ['dispatch'],
);
/** Some of the money went back; the order stays what it was. */
export const orderPartlyRefunded = event(
  'order-partly-refunded.v1',
  z.object({ ...aboutOrder, refundId: Id, amount: Money }),
  ['dispatch'],
);
