import type { Money } from '@shop/contracts';
import type { OrderRecord } from '../order/order.ts';
import { reasonText } from '../order/wording.ts';
import type { Letter } from './letter.ts';

/** What an order writes about. */
export type OrderLetter = 'receipt' | 'dispatched' | 'cancelled' | 'refunded';

const money = ({ amount, currency }: Money): string =>
  new Intl.NumberFormat('en-IE', { style: 'currency', currency }).format(amount / 100);
const day = (date: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(new Date(date));

const sign = ['ShopStack. You get this e-mail because you ordered from us.'];

function rowsOf({ lines, totals, delivery, promotion }: OrderRecord): NonNullable<Letter['rows']> {
  return [
    ...lines.map(({ name, quantity, lineTotal }) => ({
      label: `${quantity} x ${name}`,
      value: money(lineTotal),
    })),
    { label: `Delivery: ${delivery.name}`, value: money(totals.shipping) },
    ...(totals.discount === undefined
      ? []
      : [{ label: `${promotion?.title ?? 'Promotion'}`, value: `−${money(totals.discount)}` }]),
    { label: 'Total', value: money(totals.total), strong: true },
    { label: 'of which VAT', value: money(totals.tax) },
  ];
}

function addressOf({ address }: OrderRecord): string {
  return `${address.name}, ${address.street}, ${address.postcode} ${address.city}, ${address.country}`;
}

const letters: Record<OrderLetter, (order: OrderRecord) => Omit<Letter, 'footer' | 'button'>> = {
  receipt: (order) => ({
    subject: `Your order ${order.number} is confirmed`,
    preview: `${money(order.totals.total)}, arriving ${day(order.delivery.earliest)} at the earliest.`,
    heading: 'Thank you for your order',
    paragraphs: [
      `Order ${order.number} is confirmed. We are getting it ready and write again when it leaves.`,
    ],
    rows: rowsOf(order),
    facts: [
      { label: 'Goes to', value: addressOf(order) },
      { label: 'Arrives', value: `${day(order.delivery.earliest)} to ${day(order.delivery.latest)}` },
      ...(order.payment.card === undefined
        ? []
        : [
            {
              label: 'Paid with',
              value: `${order.payment.card.brand} ending in ${order.payment.card.last4}`,
            },
          ]),
    ],
  }),
  dispatched: (order) => ({
    subject: `Your order ${order.number} is on its way`,
    preview: `Tracking number ${order.parcel.trackingNumber ?? ''}.`,
    heading: 'Your parcel is on its way',
    paragraphs: [`The carrier has picked up order ${order.number}.`],
    facts: [
      { label: 'Tracking number', value: order.parcel.trackingNumber ?? '' },
      { label: 'Goes to', value: addressOf(order) },
      { label: 'Arrives', value: `${day(order.delivery.earliest)} to ${day(order.delivery.latest)}` },
    ],
  }),
  cancelled: (order) => ({
    subject: `Your order ${order.number} was cancelled`,
    preview: reasonText(order.reason),
    heading: 'Your order was cancelled',
    paragraphs: [
      `${reasonText(order.reason)} Order ${order.number} is cancelled.`.trim(),
      'You have not been charged. If your bank shows an amount as reserved, it disappears within a few days.',
    ],
    rows: rowsOf(order),
  }),
  refunded: (order) => ({
    subject: `Your money for order ${order.number} was paid back`,
    preview: `${money(order.payment.refunded ?? order.totals.total)} are on their way to your account.`,
    heading: 'Your money was paid back',
    paragraphs: [
      `${reasonText(order.reason)} We have paid back ${money(order.payment.refunded ?? order.totals.total)} for order ${order.number}.`.trim(),
      'It can take your bank a few days to show it.',
    ],
    rows: rowsOf(order),
  }),
};

/** An e-mail about an order, with the link that opens it. */
export function orderLetter(kind: OrderLetter, order: OrderRecord, link: string): Letter {
  return { ...letters[kind](order), button: { label: 'See your order', href: link }, footer: sign };
}

/** The e-mail that tells a subscriber of a new product. */
export function newProductLetter(
  product: { name: string; price: Money },
  links: { product: string; unsubscribe: string },
): Letter {
  return {
    subject: `New in the shop: ${product.name}`,
    preview: `${product.name} for ${money(product.price)}.`,
    heading: product.name,
    paragraphs: ['We have just added this to the shop, and you wanted to be the first to know.'],
    facts: [{ label: 'Price', value: money(product.price) }],
    button: { label: 'Have a look', href: links.product },
    footer: ['You get this e-mail because you subscribed to our news.', `Unsubscribe: ${links.unsubscribe}`],
  };
}
