import type { dispatch } from '@shop/contracts';

export type State = dispatch.OrderState;

/** Where an order can go from where it is. */
export const next = {
  placed: ['reserved', 'cancelling', 'cancelled'],
  reserved: ['authorised', 'cancelling'],
  authorised: ['confirmed', 'cancelling'],
  confirmed: ['booked', 'cancelling'],
  booked: ['captured', 'cancelling'],
  captured: ['dispatched', 'cancelling'],
  dispatched: ['delivered', 'refunding'],
  delivered: ['refunding'],
  // Back to dispatched: the carrier had the parcel before it could be called back.
  cancelling: ['cancelled', 'refunding', 'dispatched'],
  // A capture that comes to light after the cancellation is paid back.
  cancelled: ['refunding'],
  refunding: ['refunded'],
  refunded: [],
} as const satisfies Record<State, readonly State[]>;

export type StateTable = Record<State, readonly State[]>;

const FIRST: State = 'placed';
const finals: ReadonlySet<State> = new Set(['delivered', 'cancelled', 'refunded']);
const cancellable: ReadonlySet<State> = new Set([
  'placed',
  'reserved',
  'authorised',
  'confirmed',
  'booked',
  'captured',
]);

/** True when nothing more happens to an order by itself. */
export const isFinal = (state: State): boolean => finals.has(state);
/** True while a shopper may still cancel. */
export const isCancellable = (state: State): boolean => cancellable.has(state);

const DAY_MS = 24 * 60 * 60 * 1000;

/** True when an order has been at its end for so many days that the key from its e-mail opens it no more. */
export function isLinkOver(
  { state, timeline }: { state: State; timeline: readonly { at: Date }[] },
  days: number,
  now: Date,
): boolean {
  const last = timeline.at(-1)?.at ?? now;
  return isFinal(state) && now.getTime() - last.getTime() > days * DAY_MS;
}

function reachable(table: StateTable, from: State): Set<State> {
  const seen = new Set<State>([from]);
  for (const state of seen) for (const to of table[state]) seen.add(to);
  return seen;
}

/** What is wrong with a state table: states nobody reaches, and states that never end. Empty when it is right. */
export function faultsOf(table: StateTable): string[] {
  const reached = reachable(table, FIRST);
  const faults: string[] = [];
  for (const state of Object.keys(table) as State[]) {
    if (!reached.has(state)) faults.push(`${state} cannot be reached`);
    if (![...reachable(table, state)].some(isFinal)) faults.push(`${state} never ends`);
    if (table[state].length === 0 && !isFinal(state)) faults.push(`${state} is a dead end`);
  }
  return faults;
}

/** Throws when the table allows no step from one state to the other. */
export function assertStep(from: State, to: State): void {
  if ((next[from] as readonly State[]).includes(to)) return;
  throw new Error(`an order cannot go from ${from} to ${to}`);
}
