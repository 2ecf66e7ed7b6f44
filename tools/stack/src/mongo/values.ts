import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  Double,
  deserialize,
  EJSON,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson';
import { doubleKey, isNaNValue, numberKey } from './numbers.ts';

/** A document as `bson` reads it: int64 stays a Long, a regular expression a BSONRegExp, binary a Binary. */
export type Doc = { [field: string]: unknown };

export const parse = (bytes: Uint8Array): Doc =>
  deserialize(bytes, { promoteLongs: false, promoteBuffers: false, bsonRegExp: true });
export const toBytes = (doc: Doc): Uint8Array => serialize(doc, { ignoreUndefined: true });

export const isDoc = (value: unknown): value is Doc =>
  typeof value === 'object' && value !== null && (value as object).constructor === Object;

/** The own field of a document; never something inherited from Object. */
export const field = (doc: Doc, name: string): unknown => {
  const value = doc[name];
  if (typeof value !== 'function' && name !== '__proto__') return value;
  return Object.hasOwn(doc, name) ? value : undefined;
};

/** Copies documents and arrays; everything else is never changed in place, so it is shared. */
export const copy = <T>(value: T): T => {
  if (Array.isArray(value)) return value.map(copy) as T;
  if (!isDoc(value)) return value;
  const out: Doc = {};
  for (const name of Object.keys(value)) out[name] = copy(value[name]);
  return out as T;
};

/** MongoDB's order of types: values of different types compare by this alone. */
export const rank = (value: unknown): number => {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return 3;
    case 'string':
      return 4;
    case 'boolean':
      return 9;
    case 'undefined':
      return 2;
    default:
      return value === null ? 2 : rankOfObject(value as object);
  }
};

const rankOfObject = (value: object): number => {
  if (Array.isArray(value)) return 6;
  if (value instanceof Date) return 10;
  if (value instanceof ObjectId) return 8;
  if (isNumeric(value)) return 3;
  if (value instanceof Binary) return 7;
  if (value instanceof Timestamp) return 11;
  if (value instanceof BSONRegExp || value instanceof RegExp) return 12;
  if (value instanceof BSONSymbol) return 4;
  if (value instanceof Code) return 14;
  if (value instanceof MinKey) return 1;
  if (value instanceof MaxKey) return 127;
  return 5;
};

export type Numeric = number | bigint | Long | Decimal128 | Int32 | Double;
export const isNumeric = (value: unknown): value is Numeric =>
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  (value instanceof Long && !(value instanceof Timestamp)) ||
  value instanceof Decimal128 ||
  value instanceof Int32 ||
  value instanceof Double;

const END = '\u0000\u0000';
const latin = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

// UTF-16 code units sort surrogates before U+E000..U+FFFF, UTF-8 (MongoDB's order) after: swap them.
const HIGH = /[\ud800-\uffff]/;
const swapHigh = (text: string) =>
  text.replace(/[\ud800-\uffff]/g, (unit) => {
    const code = unit.charCodeAt(0);
    return String.fromCharCode(code >= 0xe000 ? code - 0x800 : code + 0x2000);
  });
const textKey = (text: string) => {
  const plain = text.includes('\u0000') ? text.replaceAll('\u0000', '\u0000\u0001') : text;
  return (HIGH.test(plain) ? swapHigh(plain) : plain) + END;
};

/** A string that orders and equals as MongoDB orders and equals the value: the key of every index, group and sort. */
export const keyOf = (value: unknown): string => {
  const type = rank(value);
  return String.fromCharCode(type) + bodyKey(value, type);
};

const bodyKey = (value: unknown, type: number): string => {
  switch (type) {
    case 3:
      return numberKey(value as Numeric);
    case 4:
      return textKey(typeof value === 'string' ? value : String((value as BSONSymbol).value));
    case 5:
      return docKey(value as Doc);
    case 6:
      return `${(value as unknown[]).map((item) => `\u0001${keyOf(item)}`).join('')}\u0000`;
    case 7:
      return binaryKey(value as Binary);
    case 8:
      return latin((value as ObjectId).id);
    case 9:
      return value ? '\u0001' : '\u0000';
    case 10:
      return doubleKey((value as Date).getTime());
    case 11:
      return (value as Timestamp).toBigInt().toString(16).padStart(16, '0');
    case 12: {
      const { pattern, flags } = regexParts(value as BSONRegExp | RegExp);
      return textKey(pattern) + textKey(flags);
    }
    case 14:
      return textKey(EJSON.stringify({ value }));
    default:
      return '';
  }
};

const docKey = (value: Doc): string => {
  const plain = isDoc(value) ? value : (EJSON.serialize({ value }).value as Doc);
  let key = '';
  for (const name of Object.keys(plain)) {
    const type = rank(plain[name]);
    if (plain[name] === undefined) continue;
    key += `\u0001${String.fromCharCode(type)}${textKey(name)}${bodyKey(plain[name], type)}`;
  }
  return `${key}\u0000`;
};

const binaryKey = (value: Binary): string => {
  const bytes = value.value();
  return doubleKey(bytes.length) + String.fromCharCode(value.sub_type) + latin(bytes);
};

export const regexParts = (value: BSONRegExp | RegExp): { pattern: string; flags: string } =>
  value instanceof RegExp
    ? { pattern: value.source, flags: value.flags }
    : { pattern: value.pattern, flags: value.options };

/** MongoDB's order over all values: negative, 0 or positive. */
export const compare = (a: unknown, b: unknown): number => {
  if (typeof a === 'number' && typeof b === 'number') {
    if (a === b) return 0;
    if (a < b) return -1;
    if (a > b) return 1;
  } else if (typeof a === 'string' && typeof b === 'string') {
    if (a === b) return 0;
    if (!HIGH.test(a) || !HIGH.test(b)) return a < b ? -1 : 1;
  } else if (a instanceof Date && b instanceof Date) {
    return a.getTime() - b.getTime();
  }
  const left = keyOf(a);
  const right = keyOf(b);
  return left < right ? -1 : left > right ? 1 : 0;
};

export const same = (a: unknown, b: unknown): boolean => a === b || compare(a, b) === 0;

export { isNaNValue };

const TYPE_NAMES: [string, number, (value: unknown) => boolean][] = [
  ['double', 1, (v) => (typeof v === 'number' && !isInt(v)) || v instanceof Double],
  ['string', 2, (v) => typeof v === 'string'],
  ['object', 3, (v) => rank(v) === 5],
  ['array', 4, Array.isArray],
  ['binData', 5, (v) => v instanceof Binary],
  ['undefined', 6, () => false],
  ['objectId', 7, (v) => v instanceof ObjectId],
  ['bool', 8, (v) => typeof v === 'boolean'],
  ['date', 9, (v) => v instanceof Date],
  ['null', 10, (v) => v === null],
  ['regex', 11, (v) => rank(v) === 12],
  ['javascript', 13, (v) => v instanceof Code],
  ['symbol', 14, (v) => v instanceof BSONSymbol],
  ['int', 16, (v) => (typeof v === 'number' && isInt(v)) || v instanceof Int32],
  ['timestamp', 17, (v) => v instanceof Timestamp],
  ['long', 18, (v) => (v instanceof Long && !(v instanceof Timestamp)) || typeof v === 'bigint'],
  ['decimal', 19, (v) => v instanceof Decimal128],
  ['minKey', -1, (v) => v instanceof MinKey],
  ['maxKey', 127, (v) => v instanceof MaxKey],
];
const isInt = (value: number) => Number.isInteger(value) && value === (value | 0) && !Object.is(value, -0);

/** The name MongoDB gives the value's type; `missing` for undefined. */
export const typeName = (value: unknown): string =>
  TYPE_NAMES.find(([, , test]) => test(value))?.[0] ?? 'missing';
/** A test for `$type`'s alias or number; undefined when there is no such type. */
export const typeTest = (alias: unknown): ((value: unknown) => boolean) | undefined => {
  if (alias === 'number') return isNumeric;
  return TYPE_NAMES.find(([name, code]) => name === alias || code === Number(alias))?.[2];
};

/** How a value reads in an error message. */
export const show = (value: unknown): string => {
  if (value === undefined) return 'undefined';
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (Array.isArray(value)) return `[ ${value.map(show).join(', ')} ]`;
  if (isDoc(value))
    return `{ ${Object.entries(value)
      .map(([name, item]) => `${name}: ${show(item)}`)
      .join(', ')} }`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? String(value);
  return EJSON.stringify({ value }).slice(9, -1);
};
