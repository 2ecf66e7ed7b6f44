/** Where the checker looks. Addresses of the stores themselves, not of the fault proxy; none of a service. */
export interface Witnesses {
  /** MongoDB, with the right to read the databases `user`, `catalogue`, `payment` and `dispatch`. */
  readonly mongoUrl: string;
  /** MySQL, with the right to read the databases `shipping` and `ratings`. */
  readonly mysqlUrl: string;
  readonly amqpUrl: string;
  /** The payment provider, which keeps a ledger of its own: `GET /_ledger`. */
  readonly psp: string;
  /** The mailbox's REST API: `GET /api/email`. */
  readonly mailbox: string;
}

/** The witnesses of a shop that runs. */
export function witnessesOf(shop: {
  readonly stores: Pick<Witnesses, 'mongoUrl' | 'mysqlUrl' | 'amqpUrl'>;
  readonly psp: string;
  readonly mailbox: string;
}): Witnesses {
  const { mongoUrl, mysqlUrl, amqpUrl } = shop.stores;
  return { mongoUrl, mysqlUrl, amqpUrl, psp: shop.psp, mailbox: shop.mailbox };
}

/** The books of each product before the first shopper came, by SKU. */
export type Stocked = ReadonlyMap<string, { readonly stocked: number; readonly sold: number }>;

/** An order as the store has it; only what the checker judges by. */
export interface OrderRow {
  readonly id: string;
  readonly number: string;
  readonly key: string;
  readonly email: string;
  readonly state: string;
  /** All states it has been in. */
  readonly went: readonly string[];
  readonly lines: readonly Line[];
  /** Minor units. */
  readonly total: number;
  /** What people paid back of it without ending it. Minor units. */
  readonly paidBack: number;
  /** Goods of it that are on the shelf again. */
  readonly cameBack: readonly Line[];
  readonly synthetic: boolean;
  /** Minor units. */
  readonly discount: number;
  /** The promotion in its price, and the use that it counts as. */
  readonly promotion?: { readonly id: string; readonly useId: string } | undefined;
  readonly returns: readonly ReturnRow[];
}

/** Goods of an order that came back, or should. */
export interface ReturnRow {
  readonly id: string;
  readonly key: string;
  readonly state: string;
  readonly lines: readonly Line[];
  /** What of it goes on the shelf again. */
  readonly restock: readonly Line[];
  /** Minor units. */
  readonly amount: number;
  /** What was paid back for it, payment by payment. Minor units. */
  readonly paid: readonly number[];
}

interface Line {
  readonly sku: string;
  readonly quantity: number;
}

/** A promotion, and how often it may be used. */
export interface PromotionRow {
  readonly id: string;
  readonly code: string;
  readonly limit?: number | undefined;
  readonly perShopper?: number | undefined;
}

/** An order's use of a promotion. */
export interface UseRow {
  readonly id: string;
  readonly promotionId: string;
  readonly ownerId: string;
}

/** What the audit log says that somebody of the shop did with a return. */
export interface ActRow {
  readonly what: string;
  readonly returnId: string;
}

export interface ProductRow {
  readonly sku: string;
  readonly available: number;
  readonly sold: number;
  readonly stocked: number;
  readonly holds: readonly { readonly orderId: string; readonly quantity: number }[];
}

/** What the provider's ledger says of one payment. Minor units. */
export interface LedgerRow {
  readonly id: string;
  readonly orderId: string;
  readonly authorised: number;
  readonly captured: number;
  readonly voided: number;
  readonly refunded: number;
  /** How often money was taken: events of the kind `captured`. */
  readonly captures: number;
}

export interface ShipmentRow {
  readonly orderId: string;
  readonly trackingNumber: string;
  readonly status: string;
}

export interface DeadLetter {
  readonly queue: string;
  readonly id: string;
  readonly type: string;
  readonly reason: string;
}

/** Everything the checker has seen, taken from the stores, the ledger, the broker and the mailbox. */
export interface Evidence {
  readonly orders: readonly OrderRow[];
  readonly products: readonly ProductRow[];
  readonly promotions: readonly PromotionRow[];
  readonly uses: readonly UseRow[];
  readonly acts: readonly ActRow[];
  readonly ledger: readonly LedgerRow[];
  readonly shipments: readonly ShipmentRow[];
  /** E-mails that arrived. */
  readonly mails: readonly { readonly to: string; readonly subject: string }[];
  /** E-mail addresses that have an account. */
  readonly accounts: ReadonlySet<string>;
  /** What is still on its way or half done, in words: a row of an outbox, an open attempt, a message in a queue. */
  readonly leftovers: readonly string[];
  readonly deadLetters: readonly DeadLetter[];
  /** Messages that no queue took, and that somebody should have heard. */
  readonly unrouted: readonly string[];
}

export interface Violation {
  /** Which rule: `order-lost`, `captured-twice`, … */
  readonly rule: Rule;
  /** What was seen, with the ids to look for. */
  readonly what: string;
}

/** The rules, and what breaking each one means. */
export const rules = {
  'order-lost': 'a client was given an order id that is in no store',
  'order-unasked': 'an order exists although every answer to its client said that nothing was done',
  'order-other': 'an order holds something else than what its client put into it',
  'order-doubled': 'one idempotency key made two orders',
  'order-stuck': 'an order has not ended in time',
  'captured-twice': 'the provider took the money of one order more than once',
  'money-adrift': 'captured minus refunded is not what was dispatched',
  'authorisation-open': 'money of a shopper is reserved although its order has ended',
  'money-unknown': 'the provider knows a payment of an order that does not exist',
  'stock-adrift': 'available + held + sold is not what was stocked',
  oversold: 'stock below zero',
  'sold-adrift': 'what is booked as sold is not what was sent',
  'hold-orphaned': 'stock is held for an order that has ended or never was',
  'shipment-wrong': 'an order that was sent has no shipment, or one that was not sent has one',
  'receipt-missing': 'a confirmed order has no receipt in the mailbox',
  'account-lost': 'a client was given an account that is in no store',
  leftover: 'something is still on its way or half done',
  'dead-letter': 'a message was given up',
  unrouted: 'a message that somebody should have heard found no queue',
  'promotion-overused': 'a promotion was used more often than it may be',
  'promotion-adrift': 'a use of a promotion has no order, or an order with a discount has no use',
  'return-lost': 'a client was given a return that is in no store',
  'return-doubled': 'one idempotency key made two returns, or more came back than was sent',
  'return-other': 'something else went on the shelf than was said when the goods came back',
  'return-stuck': 'a return has not ended in time',
  'return-paid-wrong': 'goods that came back were not paid for once, or not with what they cost',
  'act-unlogged': 'what somebody of the shop decided about a return is not in the audit log',
} as const;
export type Rule = keyof typeof rules;

/** What time may still mend, as long as the time limit is not over. */
export const mayHeal: ReadonlySet<Rule> = new Set([
  'order-stuck',
  'money-adrift',
  'authorisation-open',
  'sold-adrift',
  'hold-orphaned',
  'shipment-wrong',
  'receipt-missing',
  'leftover',
  'promotion-adrift',
  'return-stuck',
  'return-paid-wrong',
  'act-unlogged',
]);
