import { setTimeout as pause } from 'node:timers/promises';
import { diceOf } from './dice.ts';
import type { Chronicle } from './journal.ts';
import { type Shelf, Shopper } from './shopper.ts';

export interface ShoppingOptions {
  readonly url: string;
  readonly psp: string;
  readonly shelf: Shelf;
  readonly seed: number;
  readonly shoppers: number;
  readonly chronicle: Chronicle;
  readonly giveUp: AbortSignal;
  /** Time from one order to the next, over all shoppers: with it the orders last as long as the faults. */
  readonly paceMs: number;
  /** Told of each order that was accepted. */
  readonly placed: () => void;
  /** True when nobody need come any more. */
  readonly done: () => boolean;
}

/** Has shoppers buy at once, a third of them members, until it is done and the last of them has left. */
export async function keepShopping(options: ShoppingOptions): Promise<void> {
  const { shoppers, chronicle, seed, paceMs, done } = options;
  const begin = Date.now();
  let placed = 0;
  let underWay = 0;
  const early = (): boolean => Date.now() < begin + (placed + underWay) * paceMs;
  const one = async (name: string): Promise<void> => {
    const { url, psp, shelf, giveUp } = options;
    const shopper = new Shopper({
      name,
      url,
      psp,
      shelf,
      giveUp,
      dice: diceOf(seed, name),
      journal: chronicle.journalOf(name),
    });
    while (!done()) {
      if (early()) {
        await pause(50);
        continue;
      }
      underWay += 1;
      const accepted = await shopper.visit();
      underWay -= 1;
      if (!accepted) continue;
      placed += 1;
      options.placed();
    }
    await shopper.leave();
  };
  const names = Array.from({ length: shoppers }, (_, index) =>
    index % 3 === 2 ? `member-${index + 1}` : `guest-${index + 1}`,
  );
  await Promise.all(names.map(one));
}
