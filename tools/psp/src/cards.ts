/** What a test card does. `approve` is what every other valid number does. */
export type Behaviour =
  | 'approve'
  | 'decline'
  | 'insufficient-funds'
  | 'expired'
  | 'challenge'
  | 'frictionless'
  | 'time-out'
  | 'drop-after-charge'
  | 'error-after-charge'
  | 'capture-fails'
  | 'refund-fails';

export interface TestCard {
  number: string;
  behaviour: Behaviour;
  label: string;
}

export const testCards: readonly TestCard[] = [
  { number: '4242424242424242', behaviour: 'approve', label: 'Approved (Visa)' },
  { number: '5555555555554444', behaviour: 'approve', label: 'Approved (Mastercard)' },
  { number: '378282246310005', behaviour: 'approve', label: 'Approved (American Express, 4-digit CVC)' },
  { number: '4444333322221111', behaviour: 'approve', label: 'Approved (Visa, as in the docs of Worldpay)' },
  { number: '4000000000000002', behaviour: 'decline', label: 'Declined' },
  { number: '4000000000009995', behaviour: 'insufficient-funds', label: 'Declined: insufficient funds' },
  { number: '4000000000000069', behaviour: 'expired', label: 'Declined: the card has expired' },
  { number: '4000002760003184', behaviour: 'challenge', label: '3-D Secure: the bank asks the shopper' },
  {
    number: '4000000000003055',
    behaviour: 'frictionless',
    label: '3-D Secure without a question, then approved',
  },
  { number: '4000000000001000', behaviour: 'time-out', label: 'No answer for 30 s, nothing is charged' },
  {
    number: '4000000000001018',
    behaviour: 'drop-after-charge',
    label: 'Charged, then the connection is dropped',
  },
  { number: '4000000000001026', behaviour: 'error-after-charge', label: 'Charged, then the answer is a 500' },
  { number: '4000000000001034', behaviour: 'capture-fails', label: 'Approved, the capture fails' },
  { number: '4000000000001042', behaviour: 'refund-fails', label: 'Approved and captured, the refund fails' },
];

/** The check digit of ISO/IEC 7812: true for a number that may be a card. */
export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0;
}

export type Brand = 'visa' | 'mastercard' | 'amex' | 'discover' | 'unknown';

export function brandOf(digits: string): Brand {
  if (/^4/.test(digits)) return 'visa';
  if (/^(5[1-5]|2[2-7])/.test(digits)) return 'mastercard';
  if (/^3[47]/.test(digits)) return 'amex';
  if (/^6(011|5)/.test(digits)) return 'discover';
  return 'unknown';
}

export function behaviourOf(digits: string): Behaviour {
  return testCards.find((card) => card.number === digits)?.behaviour ?? 'approve';
}

/** A card as the providers remember it: never its number or CVC. */
export interface KeptCard {
  brand: Brand;
  last4: string;
  expiryMonth: number;
  expiryYear: number;
  behaviour: Behaviour;
}

export interface TypedCard {
  number: string;
  expiry: string;
  cvc: string;
}
export type CardErrors = Partial<Record<keyof TypedCard, string>>;

/** Checks what a shopper typed. `expiry` is MM/YY or MM/YYYY; the messages are for the shopper. */
export function checkCard(typed: TypedCard, now: Date): { card: KeptCard } | { errors: CardErrors } {
  const errors: CardErrors = {};
  const digits = typed.number.replace(/[ -]/g, '');
  const brand = brandOf(digits);
  if (digits === '') errors.number = 'Enter the card number.';
  else if (!/^\d{13,19}$/.test(digits) || (brand === 'amex' && digits.length !== 15))
    errors.number = 'The card number is incomplete.';
  else if (!luhn(digits)) errors.number = 'That is not a valid card number. Please check it.';

  const [, month = '', year = ''] = /^\s*(\d{1,2})\s*\/?\s*(\d{4}|\d{2})\s*$/.exec(typed.expiry) ?? [];
  const expiryMonth = Number(month);
  const expiryYear = Number(year.length === 2 ? `20${year}` : year);
  if (typed.expiry.trim() === '') errors.expiry = 'Enter the expiry date.';
  else if (expiryMonth < 1 || expiryMonth > 12) errors.expiry = 'Enter the expiry date as MM/YY.';
  else if (expiryYear * 12 + expiryMonth - 1 < now.getFullYear() * 12 + now.getMonth())
    errors.expiry = 'The card has expired. Please use another one.';
  else if (expiryYear > now.getFullYear() + 30) errors.expiry = 'That expiry date is too far in the future.';

  const length = brand === 'amex' ? 4 : 3;
  if (typed.cvc.trim() === '') errors.cvc = 'Enter the security code.';
  else if (!new RegExp(`^\\d{${length}}$`).test(typed.cvc.trim()))
    errors.cvc = `The security code has ${length} digits.`;

  if (Object.keys(errors).length > 0) return { errors };
  return {
    card: { brand, last4: digits.slice(-4), expiryMonth, expiryYear, behaviour: behaviourOf(digits) },
  };
}
