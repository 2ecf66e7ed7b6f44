import { z } from 'zod';

const order = {
  'order.before-insert': 'An order is about to be placed; nothing of it is stored.',
  'order.after-insert': 'An order is stored with its first command; the shopper has no answer yet.',
  'order.before-reserved': 'The stock is known to be held; the order does not say so yet.',
  'order.after-reserved':
    'The order says that its stock is held and wants its payment; the message is not acknowledged.',
  'order.before-authorised': 'The payment is known to be authorised; the order does not say so yet.',
  'order.after-authorised':
    'The order says that it is authorised and wants its stock secured; the message is not acknowledged.',
  'order.before-confirmed': 'The stock is known to be secured; the order is not confirmed.',
  'order.after-confirmed':
    'The order is confirmed and wants its parcel booked; the message is not acknowledged.',
  'order.before-booked': 'The parcel is known to be booked; the order does not say so yet.',
  'order.after-booked':
    'The order says that it is booked and wants its capture; the message is not acknowledged.',
  'order.before-captured': 'The money is known to be captured; the order does not say so yet.',
  'order.after-captured':
    'The order says that it is captured and wants its parcel handed over; the message is not acknowledged.',
  'order.before-dispatched': 'The parcel is known to have left; the order does not say so yet.',
  'order.after-dispatched':
    'The order says that it is dispatched and wants its stock sold; the message is not acknowledged.',
  'order.before-delivered': 'The parcel is known to be delivered; the order does not say so yet.',
  'order.after-delivered': 'The order says that it is delivered; the message is not acknowledged.',
  'order.before-cancelling': 'Something has ended an order; it does not say so yet, and nothing is undone.',
  'order.after-cancelling': 'The order wants everything undone; whoever asked for it has no answer.',
  'order.before-cancelled': 'All is known to be undone; the order does not say that it is cancelled.',
  'order.after-cancelled': 'The order says that it is cancelled; the message is not acknowledged.',
  'order.before-refunding': 'An order is to be paid back; it does not say so yet.',
  'order.after-refunding': 'The order wants its refund; whoever asked for it has no answer.',
  'order.before-refunded': 'The money is known to be paid back; the order does not say so yet.',
  'order.after-refunded': 'The order says that it is refunded; the message is not acknowledged.',
  'order.before-sweep': 'An order has been found waiting too long; nothing has been done about it.',
  'order.after-sweep':
    'An order that waited too long has been set going again; others are still to be swept.',
} as const;

const promotion = {
  'promotion.before-take': 'An order is about to use a promotion; neither the use nor the order is stored.',
  'promotion.after-take': 'The use of a promotion is stored; its order is not.',
  'promotion.before-give-back':
    'An order with a promotion came to nothing; its use still counts, and the message is not acknowledged.',
  'promotion.after-give-back': 'The promotion may be used once more; the message is not acknowledged.',
  'promotion.before-sweep': 'A use was found whose order should have come; nothing has been done about it.',
  'promotion.after-sweep': 'A use whose order never came is given back; others are still to be swept.',
} as const;

const afterSale = {
  'return.before-asked': 'A shopper wants to send goods back; nothing of it is stored.',
  'return.after-asked': 'The return is stored with its event; the shopper has no answer.',
  'return.before-decided': 'Somebody has agreed to a return, or refused it; the order does not say so.',
  'return.after-decided':
    'The order says what was decided, and holds the message for the audit log; who decided has no answer.',
  'return.before-received': 'The goods of a return are back; the order does not say so.',
  'return.after-received':
    'The order wants the goods on the shelf and their money paid back, and holds the message for the audit log; who had them has no answer.',
  'return.before-shelved': 'The goods are known to be on the shelf; the order does not say so.',
  'return.after-shelved': 'The order says that the goods are on the shelf; the message is not acknowledged.',
  'refund.before-asked': 'Some of the money of an order is to be paid back; nothing of it is stored.',
  'refund.after-asked': 'The order wants the refund, or a second person; whoever asked for it has no answer.',
  'refund.before-decided': 'A second person has decided on a refund; the order does not say so.',
  'refund.after-decided': 'The order says what the second person decided; whoever that was has no answer.',
  'refund.before-settled': 'Some of the money is known to be paid back; the order does not say so.',
  'refund.after-settled':
    'The order says that some of its money was paid back; the message is not acknowledged.',
} as const;

const mail = {
  'mail.before-store': 'Something is worth an e-mail; the e-mail is not stored.',
  'mail.after-store': 'The e-mail is stored; the message that caused it is not acknowledged.',
  'mail.before-send': 'The e-mail is taken by one process for a while; the mail server has not heard of it.',
  'mail.after-send': 'The mail server has the e-mail; it still counts as not sent.',
  'mail.after-settle': 'The e-mail counts as sent.',
} as const;

const payment = {
  'payment.before-insert': 'An authorisation was asked for; no payment is stored.',
  'payment.after-insert': 'The payment is stored with its first attempt; the provider has not been called.',
  'payment.after-intent':
    'An existing payment has been told what is wanted of it, its next attempt written down; the provider has not been called.',
  'payment.before-authorise': 'The attempt is written down; the provider is about to be asked to authorise.',
  'payment.after-authorise': 'The provider has answered the authorisation; the answer is not stored.',
  'payment.settled-authorise':
    'The answer to the authorisation is stored with its event; nothing is acknowledged.',
  'payment.before-capture': 'The attempt is written down; the provider is about to be asked to capture.',
  'payment.after-capture': 'The provider has answered the capture; the answer is not stored.',
  'payment.settled-capture': 'The answer to the capture is stored with its event; nothing is acknowledged.',
  'payment.before-void': 'The attempt is written down; the provider is about to be asked to void.',
  'payment.after-void': 'The provider has answered the void; the answer is not stored.',
  'payment.settled-void': 'The answer to the void is stored with its event; nothing is acknowledged.',
  'payment.before-refund': 'The attempt is written down; the provider is about to be asked to refund.',
  'payment.after-refund': 'The provider has answered the refund; the answer is not stored.',
  'payment.settled-refund': 'The answer to the refund is stored with its event; nothing is acknowledged.',
  'payment.before-ask': 'The outcome of an attempt is not known; the provider is about to be asked for it.',
  'payment.after-ask': 'The provider has said what became of an attempt; nothing of that is stored.',
  'payment.settled-ask': 'What became of an unknown attempt is stored with its event.',
  'payment.before-look': 'The provider is about to be asked whether the shopper has answered the bank.',
  'payment.after-look':
    'The provider has said whether the shopper has answered the bank; nothing of that is stored.',
  'payment.settled-look': 'Whether the shopper has answered the bank is stored.',
  'payment.before-expire':
    'A payment that the bank asks about is to be given up; the provider has not been told.',
  'payment.after-expire':
    'The provider has been told that the bank’s question is given up; that is not stored.',
  'payment.settled-expire': 'The payment is stored as given up, with its event.',
  'payment.before-look-again': 'An attempt that was given up long ago is about to be looked for.',
  'payment.after-look-again':
    'An attempt that was given up long ago was looked for, and voided if it turned up; that is not stored.',
  'payment.settled-look-again': 'That an attempt given up long ago was looked for is stored.',
  'payment.before-notice': 'A provider’s notice has been checked; nothing of it is stored.',
  'payment.after-notice': 'A provider’s notice has had its effect; the provider has no answer.',
} as const;

const stock = {
  'stock.before-open': 'Stock was asked for; no reservation is stored.',
  'stock.after-open': 'The reservation is stored; no product has been touched.',
  'stock.begun-securing': 'The reservation says that its holds shall last; no hold does yet.',
  'stock.begun-releasing': 'The reservation says that its stock goes back; nothing has gone back.',
  'stock.begun-committing': 'The reservation says that its goods are sold; no product says so.',
  'stock.begun-refusing': 'The reservation says that it is refused; what it holds has not gone back.',
  'stock.after-take':
    'One product of the order is held; the others are not, and the reservation does not say so.',
  'stock.after-keep': 'The hold of one product lasts; the others have not been touched.',
  'stock.after-sell': 'One product of the order counts as sold; the others do not yet.',
  'stock.after-give-back': 'One product of the order is available again; the others are not yet.',
  'stock.before-reserved': 'All products are held; the reservation does not say so.',
  'stock.after-reserved': 'The reservation says that all is held, with its event; nothing is acknowledged.',
  'stock.before-secured': 'All holds last; the reservation does not say so.',
  'stock.after-secured': 'The reservation says that all is secured, with its event; nothing is acknowledged.',
  'stock.before-refused': 'All that was held for a refused order is back; the reservation does not say so.',
  'stock.after-refused': 'The reservation says that it is refused, with its event; nothing is acknowledged.',
  'stock.before-released': 'All is available again; the reservation does not say so.',
  'stock.after-released':
    'The reservation says that all is released, with its event; nothing is acknowledged.',
  'stock.before-committed': 'All products count as sold; the reservation does not say so.',
  'stock.after-committed': 'The reservation says that all is sold, with its event; nothing is acknowledged.',
  'stock.after-expiry': 'A reservation has run out and says so; its products are still held.',
  'stock.after-expired-hold': 'One hold that had run out is available again; others may not be.',
  'stock.before-finish':
    'A reservation that somebody left unfinished was found; nothing has been done about it.',
  'stock.before-shelve': 'Goods have come back; none of them is on the shelf.',
  'stock.after-shelve':
    'One product that came back is on the shelf; the others are not, and nothing says so.',
  'stock.after-shelved': 'All that came back is on the shelf, with the event; nothing is acknowledged.',
} as const;

const picture = {
  'picture.before-files': 'A picture is drawn anew; none of its files is stored.',
  'picture.after-file': 'One file of a picture is stored; the others are not.',
  'picture.before-change': 'All files of a picture are stored; its product does not name it.',
  'picture.after-change': 'The product names its picture, with the event; whoever sent it has no answer.',
} as const;

const letter = {
  'letter.before-store': 'A letter about an account is to be written; nothing of it is stored.',
  'letter.after-store': 'The letter is stored; nothing announces it.',
  'letter.after-announce': 'The letter’s event is in the outbox; whoever asked for it has no answer.',
  'letter.before-set-password': 'The link of a letter was good for a new password; it is not set.',
  'letter.after-set-password':
    'The password is set, sessions of before are over; whoever set it has no answer.',
  'letter.before-confirm': 'The link of a letter has shown an address to be somebody’s; nothing says so.',
  'letter.after-confirm': 'The address counts as confirmed; whoever opened the link has no answer.',
} as const;

const shipment = {
  'shipment.before-commit-book':
    'The shipment and its event are written in a transaction that is still open.',
  'shipment.after-commit-book': 'The shipment is booked, its event in the outbox; nothing is acknowledged.',
  'shipment.before-commit-hand-over': 'The parcel is the carrier’s in a transaction that is still open.',
  'shipment.after-commit-hand-over': 'The parcel is the carrier’s; the command is not acknowledged.',
  'shipment.before-commit-move':
    'A parcel’s next stop and its event are written in a transaction that is still open.',
  'shipment.after-commit-move': 'A parcel has reached its next stop, the event in the outbox.',
  'shipment.before-commit-cancel': 'The shipment is cancelled in a transaction that is still open.',
  'shipment.after-commit-cancel':
    'The shipment is cancelled, its event in the outbox; nothing is acknowledged.',
} as const;

const cart = {
  'cart.before-empty': 'An order is confirmed; what was bought is still in the cart.',
  'cart.after-empty': 'What was bought is out of the cart; the message is not acknowledged.',
  'cart.between-merge': 'The member’s cart has the guest’s lines; the guest’s cart still has them, too.',
} as const;

const review = {
  'purchase.before-commit': 'What was bought is written in a transaction that is still open.',
  'purchase.after-commit': 'What was bought is remembered; the message is not acknowledged.',
  'review.before-commit':
    'A review, its tally and its event are written in a transaction that is still open.',
  'review.after-commit': 'The review is stored, its event in the outbox; its author has no answer.',
} as const;

const messages = {
  'relay.before-publish': 'Messages were read from an outbox; the broker has none of them.',
  'relay.after-publish': 'The broker has confirmed the messages; they are still in the outbox.',
  'relay.after-clear': 'The messages are out of the outbox.',
  'delivery.before-handler': 'A message has come; its handler has not begun.',
  'delivery.after-handler': 'The handler has done its work and stored it; the message is not acknowledged.',
  'delivery.after-ack': 'The acknowledgement was handed to the connection; the broker may have it or not.',
  'delivery.before-retry':
    'The handler has failed; the message has not been moved to the queue where it waits.',
  'delivery.after-retry': 'The message waits for its next try, confirmed; the first one is not acknowledged.',
  'delivery.before-dead': 'A message is given up; it is not among the dead letters.',
  'delivery.after-dead':
    'The message is among the dead letters, confirmed; the first one is not acknowledged.',
} as const;

/** Every failpoint: its name, and what has happened and what has not when a process gets there. */
export const failpoints = {
  ...messages,
  ...order,
  ...promotion,
  ...afterSale,
  ...mail,
  ...payment,
  ...stock,
  ...picture,
  ...shipment,
  ...cart,
  ...review,
  ...letter,
} as const satisfies Record<string, string>;

export type Failpoint = keyof typeof failpoints;

/** What a failpoint can do: kill (SIGKILL to the own process), error (throws), hang (never goes on), delay(ms). */
export type FailpointAction = { kind: 'kill' | 'error' | 'hang' } | { kind: 'delay'; ms: number };

/** A failpoint that does something, at its `pass`th pass (from 1) and no other. */
export interface ArmedFailpoint {
  name: Failpoint;
  action: FailpointAction;
  pass: number;
}

const ACTIONS = 'kill, error, hang, delay(MS)';
const SHAPE = /^([a-z-]+\.[a-z-]+)(?:@([1-9]\d{0,5}))?:([a-z]+)(?:\((\d{1,6})\))?$/;

/** The variable FAILPOINT: `NAME:ACTION`, or `NAME@PASS:ACTION` for another pass than the first; several by commas. */
export const failpointsToArm = z.string().superRefine((text, context) => {
  for (const each of readAll(text))
    if (typeof each === 'string') context.addIssue({ code: 'custom', message: each });
});

/** What the variable FAILPOINT arms. Throws when it says something that failpointsToArm refuses. */
export const readFailpoints = (text: string): ArmedFailpoint[] =>
  readAll(text).map((each) => {
    if (typeof each === 'string') throw new Error(each);
    return each;
  });

const readAll = (text: string) => text.split(',').map((part) => read(part.trim()));

/** One part of the variable, or the sentence that says what is wrong with it. */
function read(part: string): ArmedFailpoint | string {
  const [, name = '', pass = '1', kind = '', ms] = SHAPE.exec(part) ?? [];
  if (name === '')
    return `"${part}" is no failpoint: write NAME:ACTION or NAME@PASS:ACTION, for instance relay.after-publish:kill`;
  if (!isKnown(name))
    return `there is no failpoint "${name}"; there are ${Object.keys(failpoints).join(', ')}`;
  const action = actionOf(kind, ms);
  if (action === undefined) return `"${part}" has no action that exists; there are ${ACTIONS}`;
  return { name, action, pass: Number(pass) };
}

const isKnown = (name: string): name is Failpoint => Object.hasOwn(failpoints, name);

function actionOf(kind: string, ms: string | undefined): FailpointAction | undefined {
  if (kind === 'delay') return ms === undefined ? undefined : { kind, ms: Number(ms) };
  if (ms !== undefined) return undefined;
  return kind === 'kill' || kind === 'error' || kind === 'hang' ? { kind } : undefined;
}
