import type { catalogue } from '@shop/contracts';

/**
 * Where an order's reservation is. The ones ending in -ing say what is being done to its products; whoever finds one
 * goes on with it, so that a crash between two writes costs time and nothing else.
 */
export type State =
  | 'reserving'
  | 'reserved'
  | 'refusing'
  | 'refused'
  | 'securing'
  | 'secured'
  | 'committing'
  | 'committed'
  | 'releasing'
  | 'released'
  | 'expired';

export type Verb = 'reserve' | 'secure' | 'commit' | 'release';

/**
 * What a command does to a reservation:
 * a state to move to; `go on` with the work in hand; `answer` again with the event of the state it is in;
 * `refuse` (answer with stock-refused and stay); `nothing`, where a duplicate comes after later news; `impossible`,
 * for a person to look at.
 */
export type Step = State | 'go on' | 'answer' | 'refuse' | 'nothing' | 'impossible';

/** `unknown` is an order nobody has reserved for. Commands may come twice and out of order. */
export const steps: Record<Verb, Record<State | 'unknown', Step>> = {
  reserve: {
    unknown: 'reserving',
    reserving: 'go on',
    reserved: 'answer',
    refusing: 'go on',
    refused: 'answer',
    securing: 'nothing',
    secured: 'nothing',
    committing: 'nothing',
    committed: 'nothing',
    releasing: 'go on',
    released: 'refuse',
    expired: 'reserving',
  },
  secure: {
    unknown: 'refused',
    reserving: 'securing',
    reserved: 'securing',
    refusing: 'go on',
    refused: 'answer',
    securing: 'go on',
    secured: 'answer',
    committing: 'nothing',
    committed: 'nothing',
    releasing: 'go on',
    released: 'refuse',
    expired: 'securing',
  },
  commit: {
    unknown: 'impossible',
    reserving: 'securing',
    reserved: 'securing',
    refusing: 'go on',
    refused: 'impossible',
    securing: 'go on',
    secured: 'committing',
    committing: 'go on',
    committed: 'answer',
    releasing: 'go on',
    released: 'impossible',
    expired: 'securing',
  },
  release: {
    unknown: 'released',
    reserving: 'releasing',
    reserved: 'releasing',
    refusing: 'releasing',
    refused: 'releasing',
    securing: 'releasing',
    secured: 'releasing',
    // The goods have left: nothing is held, and what is sold stays sold.
    committing: 'go on',
    committed: 'answer',
    releasing: 'go on',
    released: 'answer',
    expired: 'releasing',
  },
};

/** States in which there is work to do on the products. */
export const unfinished = [
  'reserving',
  'refusing',
  'securing',
  'committing',
  'releasing',
] as const satisfies State[];

/** States in which an order may hold stock. */
export const holding = [
  'reserving',
  'reserved',
  'securing',
  'secured',
  'committing',
] as const satisfies State[];

/** One line a product, in ascending order of SKU: everybody takes products in the same order. */
export function orderedLines(lines: catalogue.StockLine[]): catalogue.StockLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities]
    .map(([sku, quantity]) => ({ sku, quantity }))
    .sort((a, b) => (a.sku < b.sku ? -1 : 1));
}

/** Whether the books of a product are right. */
export const isBalanced = (stock: {
  available: number;
  sold: number;
  stocked: number;
  holds: { quantity: number }[];
}): boolean =>
  stock.available >= 0 &&
  stock.available + stock.sold + stock.holds.reduce((sum, hold) => sum + hold.quantity, 0) === stock.stocked;
