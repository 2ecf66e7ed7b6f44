import type { ProductDetails } from '../product.ts';
import type { Family } from './family.ts';
import { parts } from './parts.ts';
import { robots } from './robots.ts';

/** A product and when the shop took it on. */
export interface Generated extends ProductDetails {
  createdAt: Date;
}

const families = [...robots, ...parts];
const makers =
  'Aster Borea Calyx Dorado Ember Fathom Gale Harbour Iris Juno Kestrel Lumen Marlow Nimbus Orbit Piper Quill Rowan Sable Tern Umber Vesper Willow Xenia Yarrow Zephyr'.split(
    ' ',
  );
const suffixes = ['', ' Plus', '', ' Mini', ' Pro', ' Lite', ' XL', ' Neo'];
const closings = [
  'Repaired, not replaced: we keep parts for ten years.',
  'Built in small series and tested one by one.',
  'Comes with everything it needs for the first day.',
  'If it is not what you hoped for, send it back within thirty days.',
  'The manual is short, because little needs saying.',
  'A favourite in our own workshop.',
];
const OPENED = Date.UTC(2025, 0, 6, 8);
const DAY_MS = 24 * 60 * 60 * 1000;
const DAYS = 670;

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The `index`th product, from 0: always the same, whatever else is made. */
export function generate(index: number): Generated {
  const roll = dice(index * 7_919 + 17);
  const family = families[index % families.length] as Family;
  const nth = Math.floor(index / families.length);
  const [noun, does] = pick(family.kinds, nth);
  const name = nameOf(noun, nth, index % families.length, family.kinds.length);
  const attributes = Object.fromEntries(
    Object.entries(family.attributes).map(([attribute, values]) => [
      attribute,
      pick(values, Math.floor(roll() * values.length)),
    ]),
  );
  const details = some(family.details, 2 + Math.floor(roll() * 2), roll);
  const closing = roll() < 0.6 ? [pick(closings, Math.floor(roll() * closings.length))] : [];
  return {
    sku: `${family.prefix}-${100 + nth}`,
    name,
    description: [does, ...details, ...closing].map((sentence) => tell(sentence, attributes, roll)).join(' '),
    price: { amount: priceIn(family.euros, roll()), currency: 'EUR' },
    categories: family.categories,
    attributes,
    weightGrams: Math.round(between(family.grams, roll())),
    stock: stockFrom(roll(), roll()),
    createdAt: new Date(OPENED + ((index * 53) % DAYS) * DAY_MS + Math.floor(roll() * DAY_MS)),
  };
}

const pick = <T>(values: readonly T[], at: number): T => values[at % values.length] as T;

/** `count` of the values, in an order of chance. */
function some(values: readonly string[], count: number, roll: () => number): string[] {
  const left = [...values];
  return Array.from({ length: count }, () => left.splice(Math.floor(roll() * left.length), 1)).flat();
}

/** Names repeat only when maker, noun, suffix and mark have all been through. */
function nameOf(noun: string, nth: number, offset: number, kinds: number): string {
  const period = leastCommonMultiple(kinds, makers.length);
  const maker = pick(makers, nth * 7 + offset * 5);
  const turn = Math.floor(nth / period);
  const suffix = pick(suffixes, nth + turn + offset);
  const mark = turn === 0 ? '' : ` Mk ${turn + 1}`;
  return `${maker} ${noun}${suffix}${mark}`;
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a * b) / x;
}

function tell(sentence: string, attributes: Record<string, string>, roll: () => number): string {
  return sentence
    .replace(/\{(\d+)\.\.(\d+)\}/g, (_, least: string, most: string) =>
      String(Number(least) + Math.floor(roll() * (Number(most) - Number(least) + 1))),
    )
    .replace(/\{(\w+)\}/g, (_, name: string) => (attributes[name] ?? '').toLowerCase());
}

/** Cheap things are more common than dear ones. */
const between = ([least, most]: readonly [number, number], at: number): number =>
  least * (most / least) ** at;

/** Cents, as a shop would price it: 12.90, 149.00, 2490.00. */
function priceIn(euros: readonly [number, number], at: number): number {
  const exact = between(euros, at);
  if (exact < 100) return Math.floor(exact) * 100 + 90;
  if (exact < 1_000) return Math.round(exact / 5) * 500 - 100;
  return Math.round(exact / 50) * 5_000 - 1_000;
}

/** A few sold out, a few nearly so. */
function stockFrom(luck: number, amount: number): number {
  if (luck < 0.05) return 0;
  if (luck < 0.12) return 1 + Math.floor(amount * 3);
  return 4 + Math.floor(amount * 180);
}
