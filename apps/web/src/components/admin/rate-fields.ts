const MICROS = 6;
const LEAST = 1_000;
const MOST = 1_000_000_000;

/** Millionths out of what was typed, without a detour over fractions; undefined when it is no rate. */
export function microsOf(text: string): number | undefined {
  const [, whole, part = ''] = /^\s*(\d{1,4})(?:[.,](\d{1,6}))?\s*$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const micros = Number(whole + part.padEnd(MICROS, '0'));
  return micros >= LEAST && micros <= MOST ? micros : undefined;
}

/** A rate as its field shows it: without zeros that say nothing. */
export function rateText(micros: number): string {
  const digits = String(micros).padStart(MICROS + 1, '0');
  const part = digits.slice(-MICROS).replace(/0+$/, '');
  return digits.slice(0, -MICROS) + (part === '' ? '' : `.${part}`);
}
