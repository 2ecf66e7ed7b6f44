import { defaultLocale, type Locale, type Money } from '@shop/contracts';
import type { OrderRecord } from '../order/order.ts';
import type { Letter } from './letter.ts';
import { wordsOf } from './words/words.ts';

/** What an order writes about. */
export type OrderLetter = 'receipt' | 'dispatched' | 'cancelled' | 'refunded';
/** What a return or a refund writes about. */
export type AfterSaleLetter = 'return-requested' | 'return-approved' | 'return-refused' | 'partly-refunded';

type Words = ReturnType<typeof wordsOf>;

function rowsOf({ lines, totals, delivery, promotion }: OrderRecord, words: Words) {
  return [
    ...lines.map(({ name, quantity, lineTotal }) => ({
      label: `${quantity} x ${name}`,
      value: words.money(lineTotal),
    })),
    { label: words.delivery[delivery.service], value: words.money(totals.shipping) },
    ...(totals.discount === undefined
      ? []
      : [{ label: promotion?.title ?? words.promotion, value: `−${words.money(totals.discount)}` }]),
    { label: words.total, value: words.money(totals.total), strong: true },
    { label: words.tax, value: words.money(totals.tax) },
  ];
}

function addressOf({ address }: OrderRecord): string {
  return `${address.name}, ${address.street}, ${address.postcode} ${address.city}, ${address.country}`;
}

const comesOn = ({ delivery }: OrderRecord, words: Words) => ({
  label: words.arrives,
  value: words.between(words.day(delivery.earliest), words.day(delivery.latest)),
});

const reasonOf = ({ reason }: OrderRecord, words: Words): string =>
  reason === undefined ? '' : words.cancelReasons[reason];

const letters: Record<OrderLetter, (order: OrderRecord, words: Words) => Omit<Letter, 'lang' | 'footer'>> = {
  receipt: (order, words) => {
    const { subject, preview, heading, text } = words.receipt(order.number);
    const { card } = order.payment;
    return {
      subject,
      preview: preview(words.money(order.totals.total), words.day(order.delivery.earliest)),
      heading,
      paragraphs: [text],
      rows: rowsOf(order, words),
      facts: [
        { label: words.goesTo, value: addressOf(order) },
        comesOn(order, words),
        ...(card === undefined ? [] : [{ label: words.paidWith, value: words.card(card.brand, card.last4) }]),
      ],
    };
  },
  dispatched: (order, words) => {
    const { subject, preview, heading, text } = words.dispatched(order.number);
    const tracking = order.parcel.trackingNumber ?? '';
    return {
      subject,
      preview: preview(tracking),
      heading,
      paragraphs: [text],
      facts: [
        { label: words.trackingNumber, value: tracking },
        { label: words.goesTo, value: addressOf(order) },
        comesOn(order, words),
      ],
    };
  },
  cancelled: (order, words) => {
    const { subject, heading, text, notCharged } = words.cancelled(order.number);
    const reason = reasonOf(order, words);
    return {
      subject,
      preview: reason,
      heading,
      paragraphs: [`${reason} ${text}`.trim(), notCharged],
      rows: rowsOf(order, words),
    };
  },
  refunded: (order, words) => {
    const { subject, heading, text } = words.refunded(order.number);
    const amount = words.money(order.payment.refunded ?? order.totals.total);
    return {
      subject,
      preview: words.onTheirWay(amount),
      heading,
      paragraphs: [`${reasonOf(order, words)} ${text(amount)}`.trim(), words.bankTakesDays],
      rows: rowsOf(order, words),
    };
  },
};

const frameOf = (locale: Locale, words: Words, link: string) => ({
  lang: locale,
  button: { label: words.seeOrder, href: link },
  footer: words.because.order,
});

/** An e-mail about an order, in the language it was placed in, with the link that opens it. */
export function orderLetter(kind: OrderLetter, order: OrderRecord, link: string): Letter {
  const locale = order.locale ?? defaultLocale;
  const words = wordsOf(locale);
  return { ...letters[kind](order, words), ...frameOf(locale, words, link) };
}

/** An e-mail about a return, or about money that went back; undefined when there is no such thing any more. */
export function afterSaleLetter(
  kind: AfterSaleLetter,
  order: OrderRecord,
  about: string,
  link: string,
): Letter | undefined {
  const locale = order.locale ?? defaultLocale;
  const words = wordsOf(locale);
  const frame = frameOf(locale, words, link);
  const of = (amount: number): string => words.money({ amount, currency: order.totals.total.currency });
  if (kind === 'partly-refunded') {
    const refund = order.refunds?.find(({ id }) => id === about);
    if (refund === undefined) return undefined;
    const { subject, heading, text } = words.partlyRefunded(order.number);
    const amount = of(refund.amount);
    return {
      subject,
      preview: words.onTheirWay(amount),
      heading,
      paragraphs: [text(amount), words.bankTakesDays],
      ...frame,
    };
  }
  const one = order.returns?.find(({ id }) => id === about);
  if (one === undefined) return undefined;
  const { subject, heading, text } = words.returns[kind];
  const names = new Map(order.lines.map(({ sku, name }) => [sku, name]));
  return {
    subject: words.aboutOrder(subject, order.number),
    preview: text,
    heading,
    paragraphs: [...(one.answer === undefined ? [] : [one.answer]), text],
    rows: [
      ...one.lines.map(({ sku, quantity }) => ({
        label: `${quantity} x ${names.get(sku) ?? sku}`,
        value: words.returnReasons[one.reason],
      })),
      { label: words.getBack, value: of(one.amount), strong: true },
    ],
    ...frame,
  };
}

/** The e-mail that tells a subscriber of a new product. */
export function newProductLetter(
  product: { name: string; price: Money },
  links: { product: string; unsubscribe: string },
  locale: Locale,
): Letter {
  const words = wordsOf(locale);
  const { subject, preview, text, price, look } = words.newProduct(product.name);
  return {
    lang: locale,
    subject,
    preview: preview(words.money(product.price)),
    heading: product.name,
    paragraphs: [text],
    facts: [{ label: price, value: words.money(product.price) }],
    button: { label: look, href: links.product },
    footer: [words.because.news, `${words.unsubscribe}: ${links.unsubscribe}`],
  };
}
