import { Decimal128, Double, Int32, Long } from 'bson';
import type { Numeric } from './values.ts';

const double = new Float64Array(1);
const units = new Uint16Array(double.buffer);

/** Eight bytes of an IEEE double as four characters that sort as the numbers do; NaN sorts first, as in MongoDB. */
export const doubleKey = (value: number): string => {
  if (Number.isNaN(value)) return '\u0000\u0000\u0000\u0000';
  double[0] = value === 0 ? 0 : value;
  const [a, b, c, d] = units as unknown as [number, number, number, number];
  return d & 0x8000
    ? String.fromCharCode(~d & 0xffff, ~c & 0xffff, ~b & 0xffff, ~a & 0xffff)
    : String.fromCharCode(d | 0x8000, c, b, a);
};

const EXACT = '\u8000';

/** One key for all numeric types, so that 5, Long 5 and Decimal128 5.0 are one value. */
export const numberKey = (value: Numeric): string => {
  if (typeof value === 'number') return doubleKey(value) + EXACT;
  if (value instanceof Int32 || value instanceof Double) return doubleKey(Number(value.value)) + EXACT;
  if (value instanceof Decimal128) return decimalKey(value);
  const big = typeof value === 'bigint' ? value : value.toBigInt();
  const near = Number(big);
  return doubleKey(near) + restKey({ top: big - BigInt(near), bottom: 1n });
};

interface Ratio {
  top: bigint;
  bottom: bigint;
}

// What the nearest double leaves over decides between numbers that share it.
const restKey = ({ top, bottom }: Ratio): string => {
  if (top === 0n) return EXACT;
  const near = Number(top) / Number(bottom);
  const shared = divisor(top < 0n ? -top : top, bottom);
  const tie = `${top / shared}/${bottom / shared}\u0000`;
  return (top > 0n ? '\u8001' : '\u7fff') + doubleKey(Number.isNaN(near) ? 0 : near) + tie;
};
const divisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : divisor(b, a % b));

const decimalKey = (value: Decimal128): string => {
  const text = value.toString();
  const near = Number(text);
  const ratio = decimalRatio(text);
  if (!ratio || !Number.isFinite(near)) return doubleKey(near) + EXACT;
  const double = doubleRatio(near);
  const top = ratio.top * double.bottom - double.top * ratio.bottom;
  return doubleKey(near) + restKey({ top, bottom: ratio.bottom * double.bottom });
};

const decimalRatio = (text: string): Ratio | undefined => {
  const parts = decimalParts(text);
  if (!parts) return undefined;
  const { digits, exponent } = parts;
  return exponent >= 0
    ? { top: digits * 10n ** BigInt(exponent), bottom: 1n }
    : { top: digits, bottom: 10n ** BigInt(-exponent) };
};

const doubleRatio = (value: number): Ratio => {
  let bottom = 1n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    bottom *= 2n;
  }
  return { top: BigInt(scaled), bottom };
};

const decimalParts = (text: string): { digits: bigint; exponent: number } | undefined => {
  const found = /^([+-]?)(\d*)\.?(\d*)(?:E([+-]?\d+))?$/i.exec(text);
  if (!found) return undefined;
  const [, sign = '', whole = '', part = '', exponent = '0'] = found;
  const digits = BigInt(`${whole}${part}` || '0');
  return { digits: sign === '-' ? -digits : digits, exponent: Number(exponent) - part.length };
};

export const isNaNValue = (value: unknown): boolean =>
  Number.isNaN(value) ||
  (value instanceof Double && Number.isNaN(value.value)) ||
  (value instanceof Decimal128 && value.toString() === 'NaN');

/** The plain number nearest to a numeric value; NaN for anything else. */
export const toNumber = (value: unknown): number => {
  if (typeof value === 'number') return value;
  if (value instanceof Long) return value.toNumber();
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Int32 || value instanceof Double) return Number(value.value);
  return value instanceof Decimal128 ? Number(value.toString()) : Number.NaN;
};

const isInt = (value: unknown): value is number => typeof value === 'number' && value === (value | 0);
const whole = (value: Numeric): bigint =>
  value instanceof Long ? value.toBigInt() : BigInt(toNumber(value));
const MAX = 2n ** 63n;

/**
 * `$inc` and `$mul` with MongoDB's types: int and int stay int or grow to long, a double wins over both, a decimal over
 * all. Undefined when a 64-bit result does not fit.
 */
export const calculate = (sign: '+' | '*', a: Numeric, b: Numeric): Numeric | undefined => {
  if (a instanceof Decimal128 || b instanceof Decimal128) return decimal(sign, a, b);
  const integers = (isInt(a) || a instanceof Long) && (isInt(b) || b instanceof Long);
  if (!integers) return sign === '+' ? toNumber(a) + toNumber(b) : toNumber(a) * toNumber(b);
  const result = sign === '+' ? whole(a) + whole(b) : whole(a) * whole(b);
  if (result >= MAX || result < -MAX) return undefined;
  const small = isInt(a) && isInt(b) && isInt(Number(result));
  return small ? Number(result) : Long.fromBigInt(result);
};

const decimal = (sign: '+' | '*', a: Numeric, b: Numeric): Decimal128 => {
  const left = decimalParts(asText(a));
  const right = decimalParts(asText(b));
  if (!left || !right)
    return Decimal128.fromString(
      String(sign === '+' ? toNumber(a) + toNumber(b) : toNumber(a) * toNumber(b)),
    );
  if (sign === '*')
    return Decimal128.fromStringWithRounding(
      `${left.digits * right.digits}E${left.exponent + right.exponent}`,
    );
  const exponent = Math.min(left.exponent, right.exponent);
  const scale = (part: { digits: bigint; exponent: number }) =>
    part.digits * 10n ** BigInt(part.exponent - exponent);
  return Decimal128.fromStringWithRounding(`${scale(left) + scale(right)}E${exponent}`);
};
const asText = (value: Numeric) =>
  value instanceof Decimal128 || value instanceof Long ? value.toString() : String(toNumber(value));

/** Rounds to `place` decimals as MongoDB does: on 15 significant digits, ties to even. */
export const roundTo = (value: number, place: number, how: 'even' | 'down'): number => {
  if (!Number.isFinite(value)) return value;
  const parts = decimalParts(value.toPrecision(15));
  if (!parts || -parts.exponent <= place) return value;
  const unit = 10n ** BigInt(-parts.exponent - place);
  const size = parts.digits < 0n ? -parts.digits : parts.digits;
  const rest = size % unit;
  const up = how === 'even' && (rest * 2n > unit || (rest * 2n === unit && ((size / unit) & 1n) === 1n));
  const rounded = Number(`${size / unit + (up ? 1n : 0n)}E${-place}`);
  return parts.digits < 0n ? -rounded : rounded;
};
