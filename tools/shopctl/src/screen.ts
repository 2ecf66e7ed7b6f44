import { stripVTControlCharacters, styleText } from 'node:util';

/** What a cell may look like; nothing of it shows when the output is no terminal, or with NO_COLOR. */
export type Style = Parameters<typeof styleText>[0];

/** Text in a colour, where standard output has colours. */
export const paint = (style: Style, text: string): string =>
  text === '' ? '' : styleText(style, text, { stream: process.stdout });

/**
 * Text from outside, made safe for a terminal: control characters, which could move the cursor or recolour what was
 * said before, show as what they are.
 */
export const clean = (text: string): string =>
  text
    .replace(/\r\n|\n/g, '⏎')
    .replace(/\t/g, ' ')
    .replace(
      /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
      (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
    );

/** Characters a line may have: the terminal's, or no limit where the output goes elsewhere. */
export const screenWidth = (): number =>
  process.stdout.isTTY === true ? Math.max(40, process.stdout.columns || 80) : Number.POSITIVE_INFINITY;

/** At most `width` characters; what was cut off shows as `…`. */
export const cut = (text: string, width: number): string => {
  const chars = [...text];
  return chars.length <= width ? text : `${chars.slice(0, Math.max(0, width - 1)).join('')}…`;
};

/** `4711` as `47.11 EUR`. */
export const money = ({ amount, currency }: { amount: number; currency: string }): string =>
  `${amount < 0 ? '-' : ''}${Math.floor(Math.abs(amount) / 100)}.${String(Math.abs(amount) % 100).padStart(2, '0')} ${currency}`;

const steps = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
] as const;

/** A length of time, roughly: `45 s`, `12 min`, `3 h`, `2 d`. */
export function lasting(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  for (const [unit, size] of steps) {
    if (seconds >= size * (unit === 'min' ? 2 : 1)) return `${Math.floor(seconds / size)} ${unit}`;
  }
  return `${seconds} s`;
}

/** How long ago an instant was. */
export const since = (instant: string | undefined, now = Date.now()): string =>
  instant === undefined ? '' : `${lasting(now - Date.parse(instant))} ago`;

/** `3 orders`, `1 order`. */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number} ${number === 1 ? noun : plural}`;

/** Parts one after another, two spaces between, as many a line as have room; a part is never broken. */
export function flow(parts: readonly string[], indent: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of parts.filter((one) => one !== '')) {
    const longer = line === '' ? part : `${line}  ${part}`;
    if (line !== '' && indent + visible(longer) > width) {
      lines.push(line);
      line = part;
    } else line = longer;
  }
  if (line !== '') lines.push(line);
  return lines.map((one) => ' '.repeat(indent) + one);
}

/** How many characters of a text are seen: colours are not. */
const visible = (text: string): number => [...stripVTControlCharacters(text)].length;
