import { BSONRegExp } from 'bson';
import { CODE, MongoTrouble, notHere } from './trouble.ts';
import { regexParts } from './values.ts';

/** A MongoDB (PCRE) pattern as a JavaScript one; what JavaScript cannot say is refused, never matched differently. */
export const toRegExp = (source: unknown, options: unknown): RegExp => {
  const given =
    typeof source === 'string'
      ? { pattern: source, flags: '' }
      : source instanceof BSONRegExp || source instanceof RegExp
        ? regexParts(source)
        : undefined;
  if (!given) throw new MongoTrouble(CODE.BadValue, '$regex has to be a string');
  const inline = /^\(\?([a-z]+)\)/.exec(given.pattern);
  const flags = `${options ?? given.flags}${inline?.[1] ?? ''}`;
  for (const flag of flags)
    if (!'imsux'.includes(flag))
      throw new MongoTrouble(CODE.BadRegex, `invalid flag in regex options: ${flag}`);
  if (flags.includes('x')) throw notHere('the regex option x');
  const pattern = inline ? given.pattern.slice(inline[0].length) : given.pattern;
  if (/\(\?[>#|P]|\\[AZzGKQERHhX]|[*+?}]\+|\[\[:/.test(pattern))
    throw notHere(`the regular expression ${pattern}`);
  return build(pattern, [...new Set(flags.replace('u', ''))].join(''));
};

const build = (pattern: string, flags: string): RegExp => {
  try {
    return new RegExp(pattern, `${flags}u`);
  } catch {
    // Escapes that PCRE allows and JavaScript's Unicode mode does not, as in `\-`.
  }
  try {
    return new RegExp(pattern, flags);
  } catch (error) {
    throw new MongoTrouble(
      CODE.BadRegex,
      `Regular expression is invalid: ${String((error as Error).message)}`,
    );
  }
};
