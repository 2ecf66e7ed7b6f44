import type { Bank } from './bank.ts';
import type { Book, Payment } from './book.ts';
import type { Fault, Faults, Operation } from './faults.ts';
import type { Webhooks } from './webhooks.ts';

/** What both providers share. */
export interface Context {
  book: Book;
  bank: Bank;
  faults: Faults;
  webhooks: Webhooks;
  /** Base of every link that is handed out, without a slash at the end. */
  publicUrl: string;
  /** Origins that may frame the pages and get the token. */
  shopOrigins: readonly string[];
  worldpay: { username: string; password: string };
  stripe: { secretKey: string };
  /** How long a token of the hosted fields can be used. */
  tokenSeconds: number;
  now: () => Date;
}

const cardFaults: Partial<Record<Payment['card']['behaviour'], Fault>> = {
  'time-out': 'stall',
  'drop-after-charge': 'dropAfterCharge',
  'error-after-charge': 'errorAfterCharge',
};

/** The fault for one call: the card's own at authorisation, else what the settings say. */
export function faultFor(
  context: Context,
  operation: Operation,
  reference: string,
  behaviour: Payment['card']['behaviour'],
): Fault | undefined {
  const picked = context.faults.pick(operation, reference);
  return (operation === 'authorise' ? cardFaults[behaviour] : undefined) ?? picked;
}

/** False while a new payment is still unknown to the provider's own queries. */
export function isQueryable(context: Context, payment: Payment): boolean {
  const delay = context.faults.settings.queryDelaySeconds * 1000;
  return context.now().getTime() - new Date(payment.createdAt).getTime() >= delay;
}
