import type { dispatch, Money } from '@shop/contracts';
import type { OrderRecord } from '../order/order.ts';
import { amountText as money, reasonText } from '../order/wording.ts';
import type { Letter } from './letter.ts';

/** What an order writes about. */
export type OrderLetter = 'receipt' | 'dispatched' | 'cancelled' | 'refunded';
/** What a return or a refund writes about. */
export type AfterSaleLetter = 'return-requested' | 'return-approved' | 'return-refused' | 'partly-refunded';

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

const reasonsOf: Record<dispatch.ReturnReason, string> = {
  unwanted: 'not wanted any more',
  defective: 'broken',
  wrong_item: 'not what was ordered',
  not_as_described: 'not as described',
  late: 'came too late',
};

const returnSays: Record<
  Exclude<AfterSaleLetter, 'partly-refunded'>,
  { subject: string; heading: string; text: string }
> = {
  'return-requested': {
    subject: 'We have your return request',
    heading: 'You want to send something back',
    text: 'We look at it and write again within two days. Please send nothing before that.',
  },
  'return-approved': {
    subject: 'You can send it back',
    heading: 'Your return is agreed to',
    text: 'Put the goods in a parcel, write the order number on it, and send it to ShopStack Returns, Depot 1, 1010 Wien, Austria. You get your money as soon as it is here.',
  },
  'return-refused': {
    subject: 'About your return request',
    heading: 'We could not agree to your return',
    text: 'If you think that this is wrong, answer this e-mail: a person reads it.',
  },
};

/** An e-mail about a return, or about money that went back; undefined when there is no such thing any more. */
export function afterSaleLetter(
  kind: AfterSaleLetter,
  order: OrderRecord,
  about: string,
  link: string,
): Letter | undefined {
  const frame = { button: { label: 'See your order', href: link }, footer: sign };
  const of = (amount: number): string => money({ amount, currency: order.totals.total.currency });
  if (kind === 'partly-refunded') {
    const refund = order.refunds?.find(({ id }) => id === about);
    if (refund === undefined) return undefined;
    return {
      subject: `Some of your money for order ${order.number} was paid back`,
      preview: `${of(refund.amount)} are on their way to your account.`,
      heading: 'Some of your money was paid back',
      paragraphs: [
        `We have paid back ${of(refund.amount)} for order ${order.number}.`,
        'It can take your bank a few days to show it.',
      ],
      ...frame,
    };
  }
  const one = order.returns?.find(({ id }) => id === about);
  if (one === undefined) return undefined;
  const { subject, heading, text } = returnSays[kind];
  const names = new Map(order.lines.map(({ sku, name }) => [sku, name]));
  return {
    subject: `${subject}: order ${order.number}`,
    preview: text,
    heading,
    paragraphs: [...(one.answer === undefined ? [] : [one.answer]), text],
    rows: [
      ...one.lines.map(({ sku, quantity }) => ({
        label: `${quantity} x ${names.get(sku) ?? sku}`,
        value: reasonsOf[one.reason],
      })),
      { label: 'You get back', value: of(one.amount), strong: true },
    ],
    ...frame,
  };
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
