const BLANK = '[blanked]';
/** Fields that say who somebody is, or open something. */
const personal =
  /^(name|email|to|street|postcode|address|phone|city|cityId|title|text|author|card|password|.*(token|secret|key|url))$/i;
const email = /[^\s@"<>]+@[^\s@"<>]+/g;
const cardNumber = /\b(?:\d[ -]?){13,19}\b/g;

const MOST = 2_000;

/** Text, no more than 2,000 characters of it, without e-mail addresses and what looks like a card number. */
export const blankText = (text: string): string =>
  text.slice(0, MOST).replace(email, BLANK).replace(cardNumber, BLANK);

/** A payload as an operator may see it: ids, amounts and SKUs, and not who bought or where it goes. */
export function blank(value: unknown): unknown {
  if (typeof value === 'string') return blankText(value);
  if (Array.isArray(value)) return value.map(blank);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, personal.test(name) ? BLANK : blank(inner)]),
  );
}
