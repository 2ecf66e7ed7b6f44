import type { dispatch, shipping } from '@shop/contracts';
import { cancelReasons } from '../../order/wording.ts';

/** What e-mails say, in English. Amounts and days come as texts. */
export const en = {
  formats: 'en-IE',
  days: 'en-GB',
  total: 'Total',
  tax: 'of which VAT',
  promotion: 'Promotion',
  delivery: {
    economy: 'Delivery: Economy',
    standard: 'Delivery: Standard',
    express: 'Delivery: Express',
  } satisfies Record<shipping.ShippingService, string>,
  goesTo: 'Goes to',
  arrives: 'Arrives',
  paidWith: 'Paid with',
  card: (brand: string, last4: string) => `${brand} ending in ${last4}`,
  between: (first: string, last: string) => `${first} to ${last}`,
  trackingNumber: 'Tracking number',
  seeOrder: 'See your order',
  bankTakesDays: 'It can take your bank a few days to show it.',
  onTheirWay: (amount: string) => `${amount} are on their way to your account.`,
  because: {
    order: ['ShopStack. You get this e-mail because you ordered from us.'],
    account: ['ShopStack. You get this e-mail because it is about your account with us.'],
    news: 'You get this e-mail because you subscribed to our news.',
  },
  cancelReasons,
  receipt: (number: string) => ({
    subject: `Your order ${number} is confirmed`,
    preview: (amount: string, day: string) => `${amount}, arriving ${day} at the earliest.`,
    heading: 'Thank you for your order',
    text: `Order ${number} is confirmed. We are getting it ready and write again when it leaves.`,
  }),
  dispatched: (number: string) => ({
    subject: `Your order ${number} is on its way`,
    preview: (tracking: string) => `Tracking number ${tracking}.`,
    heading: 'Your parcel is on its way',
    text: `The carrier has picked up order ${number}.`,
  }),
  cancelled: (number: string) => ({
    subject: `Your order ${number} was cancelled`,
    heading: 'Your order was cancelled',
    text: `Order ${number} is cancelled.`,
    notCharged:
      'You have not been charged. If your bank shows an amount as reserved, it disappears within a few days.',
  }),
  refunded: (number: string) => ({
    subject: `Your money for order ${number} was paid back`,
    heading: 'Your money was paid back',
    text: (amount: string) => `We have paid back ${amount} for order ${number}.`,
  }),
  partlyRefunded: (number: string) => ({
    subject: `Some of your money for order ${number} was paid back`,
    heading: 'Some of your money was paid back',
    text: (amount: string) => `We have paid back ${amount} for order ${number}.`,
  }),
  getBack: 'You get back',
  returnReasons: {
    unwanted: 'not wanted any more',
    defective: 'broken',
    wrong_item: 'not what was ordered',
    not_as_described: 'not as described',
    late: 'came too late',
  } satisfies Record<dispatch.ReturnReason, string>,
  aboutOrder: (subject: string, number: string) => `${subject}: order ${number}`,
  returns: {
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
  },
  newProduct: (name: string) => ({
    subject: `New in the shop: ${name}`,
    preview: (price: string) => `${name} for ${price}.`,
    text: 'We have just added this to the shop, and you wanted to be the first to know.',
    price: 'Price',
    look: 'Have a look',
  }),
  unsubscribe: 'Unsubscribe',
  linkUntil: (time: string) => `The link works once, until ${time} UTC.`,
  hello: (name: string) => `Hello, ${name}`,
  confirmAddress: 'Confirm this address',
  notMe: 'It was not me',
  reset: {
    subject: 'Choose a new password',
    preview: 'Somebody asked for a new password for your account.',
    text: 'Somebody, we hope you, asked for a new password for your account.',
    otherwise: 'If it was not you, leave this e-mail alone: your password stays as it is.',
  },
  confirm: {
    subject: 'Please confirm your e-mail address',
    preview: 'One click, and we know that our e-mails reach you.',
    heading: (name: string) => `Welcome, ${name}`,
    text: 'You have an account with us now. Please confirm that this address is yours.',
    otherwise: 'If you did not open an account, leave this e-mail alone.',
  },
  confirmChange: {
    subject: 'Please confirm your new e-mail address',
    preview: 'From then on our e-mails go there.',
    text: 'This address is to be the one of your account. It is as soon as you confirm it.',
    otherwise: 'If you do not know of it, leave this e-mail alone.',
  },
  passwordSet: {
    subject: 'Your password was changed',
    preview: 'You are signed out everywhere else.',
    text: 'The password of your account was just changed, and everywhere else you are signed out.',
    otherwise:
      'If it was not you, choose a new password at once: whoever it was cannot get in any more then.',
  },
  changeAsked: {
    subject: 'Your e-mail address is about to change',
    preview: 'Another address was asked for.',
    text: 'Somebody who is signed in to your account asked for another e-mail address. It takes the place of this one once it is confirmed.',
    otherwise: 'If it was not you, choose a new password and look at your profile.',
  },
};
