import { cart, type dispatch, ratings } from '@shop/contracts';
import type { Failpoint } from '@shop/service';
import type { PartName } from '../../../tools/stack/src/parts.ts';
import { cards, Shopper } from '../../support/shopper.ts';
import { addPicture, getLetters, sendBack } from './errands.ts';
import type { Run } from './run.ts';

/** How a process is brought to its failpoints. */
export interface Way {
  /** Does what leads there, and goes on until all is done, however often something dies on the way. */
  go(run: Run, pending: () => boolean): Promise<unknown>;
  /** What else has to be armed to get there. */
  readonly with?: string;
}

const ordered = (card: string, end: dispatch.OrderState): Way => ({
  go: async (run) => run.reaches(await run.place(card, end), end),
});
const buys = ordered(cards.approved, 'delivered');
const declined = ordered(cards.declined, 'cancelled');
/** The provider charges and hangs up: nobody knows. */
const unknown = ordered(cards.dropped, 'delivered');
/** Approved, and the capture fails: the payment is voided, the parcel called off, the stock given back. */
const uncaptured = ordered('4000 0000 0000 1034', 'cancelled');
const refunds: Way = {
  go: async (run) => {
    const order = await run.place(cards.approved, 'refunded');
    await run.reaches(order, 'delivered');
    await run.refund(order);
  },
};
/** The bank waits for the shopper: the provider is asked, the hold made longer, again and again. */
const waits: Way = {
  go: async (run, pending) => {
    const order = await run.placeAsked();
    await run.patiently('looked after', async () => !pending());
    await run.cancel(order);
  },
};
const givesUp: Way = { go: async (run) => run.cancel(await run.placeAsked()) };
const looksAgain: Way = {
  go: async (run, pending) => {
    const order = await run.placeAsked();
    await run.cancel(order);
    await run.lookAgainNow(order, pending);
    await run.patiently('looked for', async () => !pending());
  },
};
const notified: Way = {
  go: async (run, pending) => {
    const order = await run.placeAsked();
    await run.patiently('told of', async () => {
      await run.noticeAgain(order);
      return !pending();
    });
    await run.cancel(order);
  },
};

const runsShort: Way = { go: (run) => run.reserve('refused') };
const runsOut: Way = { go: (run) => run.reserve('expired') };
/** The sweeper finds it; an order's own reservation would be asked for again before that. */
const abandoned: Way = {
  go: async (run, pending) => {
    await run.abandon();
    await run.patiently('found', async () => !pending());
  },
};
const failsOnce: Way = { ...buys, with: 'delivery.before-handler:error' };
const unreadable: Way = {
  go: async (run, pending) => {
    run.planted.push(await run.publish('shipping.hand-over', { orderId: 'no order' }));
    await run.patiently('given up', async () => !pending());
  },
};

const merges: Way = {
  go: async (run) => {
    const shopper = await run.patiently('a full cart', async () => {
      const guest = new Shopper();
      for (const sku of run.products) await guest.add(sku);
      return guest;
    });
    await run.patiently('a member', () => shopper.register());
    const fits = ({ lines }: cart.Cart) =>
      run.products.every((sku) => lines.some((line) => line.sku === sku && line.quantity === 1));
    await run.patiently('one cart out of two', async () => fits(await shopper.do(cart.getCart)));
  },
};
const reviews: Way = {
  go: async (run) => {
    const shopper = await run.patiently('a member', () => new Shopper().register());
    const params = { sku: run.products[0] ?? '' };
    const body = { score: 4, title: 'Does what it should', text: 'It came although something had died.' };
    await run.patiently('reviewed', () => shopper.do(ratings.putMyReview, { params, body }));
    const { score } = await run.patiently('read', () => shopper.do(ratings.getMyReview, { params }));
    if (score !== body.score) throw new Error(`the review says ${score}`);
  },
};

const discounted: Way = {
  go: async (run) => run.reaches(await run.place(cards.approved, 'delivered', true), 'delivered'),
};
const discountReturned: Way = {
  go: async (run) => run.reaches(await run.place(cards.declined, 'cancelled', true), 'cancelled'),
};
const abandonedUse: Way = {
  go: async (run, pending) => {
    await run.abandonUse();
    await run.patiently('found', async () => !pending());
  },
};
const returns: Way = {
  go: async (run) => {
    const order = await run.place(cards.approved, 'delivered');
    await run.reaches(order, 'delivered');
    await sendBack(run, order);
  },
};
const letters: Way = { go: getLetters };
const pictures: Way = { go: addPicture };

/** For each failpoint the process that has it, and how it gets there. */
const table: Record<Failpoint, readonly [PartName, Way]> = {
  'mail.before-store': ['dispatch', buys],
  'mail.after-store': ['dispatch', buys],
  'mail.before-send': ['dispatch', buys],
  'mail.after-send': ['dispatch', buys],
  'mail.after-settle': ['dispatch', buys],
  'order.before-insert': ['dispatch', buys],
  'order.after-insert': ['dispatch', buys],
  'order.before-reserved': ['dispatch', buys],
  'order.after-reserved': ['dispatch', buys],
  'order.before-authorised': ['dispatch', buys],
  'order.after-authorised': ['dispatch', buys],
  'order.before-confirmed': ['dispatch', buys],
  'order.after-confirmed': ['dispatch', buys],
  'order.before-booked': ['dispatch', buys],
  'order.after-booked': ['dispatch', buys],
  'order.before-captured': ['dispatch', buys],
  'order.after-captured': ['dispatch', buys],
  'order.before-dispatched': ['dispatch', buys],
  'order.after-dispatched': ['dispatch', buys],
  'order.before-delivered': ['dispatch', buys],
  'order.after-delivered': ['dispatch', buys],
  'order.before-cancelling': ['dispatch', declined],
  'order.after-cancelling': ['dispatch', declined],
  'order.before-cancelled': ['dispatch', declined],
  'order.after-cancelled': ['dispatch', declined],
  'order.before-refunding': ['dispatch', refunds],
  'order.after-refunding': ['dispatch', refunds],
  'order.before-refunded': ['dispatch', refunds],
  'order.after-refunded': ['dispatch', refunds],
  'order.before-sweep': ['dispatch', waits],
  'order.after-sweep': ['dispatch', waits],

  'promotion.before-take': ['dispatch', discounted],
  'promotion.after-take': ['dispatch', discounted],
  'promotion.before-give-back': ['dispatch', discountReturned],
  'promotion.after-give-back': ['dispatch', discountReturned],
  'promotion.before-sweep': ['dispatch', abandonedUse],
  'promotion.after-sweep': ['dispatch', abandonedUse],
  'return.before-asked': ['dispatch', returns],
  'return.after-asked': ['dispatch', returns],
  'return.before-decided': ['dispatch', returns],
  'return.after-decided': ['dispatch', returns],
  'return.before-received': ['dispatch', returns],
  'return.after-received': ['dispatch', returns],
  'return.before-shelved': ['dispatch', returns],
  'return.after-shelved': ['dispatch', returns],
  'refund.before-asked': ['dispatch', refunds],
  'refund.after-asked': ['dispatch', refunds],
  'refund.before-decided': ['dispatch', returns],
  'refund.after-decided': ['dispatch', returns],
  'refund.before-settled': ['dispatch', returns],
  'refund.after-settled': ['dispatch', returns],

  'payment.before-insert': ['payment', buys],
  'payment.after-insert': ['payment', buys],
  'payment.after-intent': ['payment', buys],
  'payment.before-authorise': ['payment', buys],
  'payment.after-authorise': ['payment', buys],
  'payment.settled-authorise': ['payment', buys],
  'payment.before-capture': ['payment', buys],
  'payment.after-capture': ['payment', buys],
  'payment.settled-capture': ['payment', buys],
  'payment.before-void': ['payment', uncaptured],
  'payment.after-void': ['payment', uncaptured],
  'payment.settled-void': ['payment', uncaptured],
  'payment.before-refund': ['payment', refunds],
  'payment.after-refund': ['payment', refunds],
  'payment.settled-refund': ['payment', refunds],
  'payment.before-ask': ['payment', unknown],
  'payment.after-ask': ['payment', unknown],
  'payment.settled-ask': ['payment', unknown],
  'payment.before-look': ['payment', waits],
  'payment.after-look': ['payment', waits],
  'payment.settled-look': ['payment', waits],
  'payment.before-notice': ['payment', notified],
  'payment.after-notice': ['payment', notified],
  'payment.before-expire': ['payment', givesUp],
  'payment.after-expire': ['payment', givesUp],
  'payment.settled-expire': ['payment', givesUp],
  'payment.before-look-again': ['payment', looksAgain],
  'payment.after-look-again': ['payment', looksAgain],
  'payment.settled-look-again': ['payment', looksAgain],

  'stock.before-open': ['catalogue', buys],
  'stock.after-open': ['catalogue', buys],
  'stock.after-take': ['catalogue', buys],
  'stock.before-reserved': ['catalogue', buys],
  'stock.after-reserved': ['catalogue', buys],
  'stock.begun-securing': ['catalogue', buys],
  'stock.after-keep': ['catalogue', buys],
  'stock.before-secured': ['catalogue', buys],
  'stock.after-secured': ['catalogue', buys],
  'stock.begun-committing': ['catalogue', buys],
  'stock.after-sell': ['catalogue', buys],
  'stock.before-committed': ['catalogue', buys],
  'stock.after-committed': ['catalogue', buys],
  'stock.begun-releasing': ['catalogue', declined],
  'stock.after-give-back': ['catalogue', declined],
  'stock.before-released': ['catalogue', declined],
  'stock.after-released': ['catalogue', declined],
  'stock.begun-refusing': ['catalogue', runsShort],
  'stock.before-refused': ['catalogue', runsShort],
  'stock.after-refused': ['catalogue', runsShort],
  'stock.after-expiry': ['catalogue', runsOut],
  'stock.after-expired-hold': ['catalogue', runsOut],
  'stock.before-finish': ['catalogue', abandoned],
  'stock.before-shelve': ['catalogue', returns],
  'stock.after-shelve': ['catalogue', returns],
  'stock.after-shelved': ['catalogue', returns],
  'picture.before-files': ['catalogue', pictures],
  'picture.after-file': ['catalogue', pictures],
  'picture.before-change': ['catalogue', pictures],
  'picture.after-change': ['catalogue', pictures],

  'letter.before-store': ['user', letters],
  'letter.after-store': ['user', letters],
  'letter.after-announce': ['user', letters],
  'letter.before-set-password': ['user', letters],
  'letter.after-set-password': ['user', letters],
  'letter.before-confirm': ['user', letters],
  'letter.after-confirm': ['user', letters],

  'shipment.before-commit-book': ['shipping', buys],
  'shipment.after-commit-book': ['shipping', buys],
  'shipment.before-commit-hand-over': ['shipping', buys],
  'shipment.after-commit-hand-over': ['shipping', buys],
  'shipment.before-commit-move': ['shipping', buys],
  'shipment.after-commit-move': ['shipping', buys],
  'shipment.before-commit-cancel': ['shipping', uncaptured],
  'shipment.after-commit-cancel': ['shipping', uncaptured],
  'delivery.before-retry': ['shipping', failsOnce],
  'delivery.after-retry': ['shipping', failsOnce],
  'delivery.before-dead': ['shipping', unreadable],
  'delivery.after-dead': ['shipping', unreadable],
  'relay.before-publish': ['shipping', buys],
  'relay.after-publish': ['shipping', buys],
  'relay.after-clear': ['shipping', buys],

  'cart.before-empty': ['cart', buys],
  'cart.after-empty': ['cart', buys],
  'cart.between-merge': ['cart', merges],

  'purchase.before-commit': ['ratings', buys],
  'purchase.after-commit': ['ratings', buys],
  'review.before-commit': ['ratings', reviews],
  'review.after-commit': ['ratings', reviews],
  'delivery.before-handler': ['ratings', buys],
  'delivery.after-handler': ['ratings', buys],
  'delivery.after-ack': ['ratings', buys],
};

export interface Stop {
  readonly point: Failpoint;
  readonly part: PartName;
  readonly way: Way;
}

const relayed = (part: PartName, way: Way): Stop[] =>
  (['relay.before-publish', 'relay.after-publish', 'relay.after-clear'] as const).map((point) => ({
    point,
    part,
    way,
  }));

/** Where processes are to die. Outboxes are relayed from MySQL and from MongoDB. */
export const stops: readonly Stop[] = [
  ...Object.entries(table).map(([point, [part, way]]) => ({ point: point as Failpoint, part, way })),
  ...relayed('catalogue', buys),
  ...relayed('user', letters),
];
