import { inject } from 'vitest';
import type { PartName } from '../../tools/stack/src/parts.ts';
import type { StoreName } from '../../tools/stack/src/stores/store.ts';
import type { Wish } from '../setup/control.ts';
import type { RunningShop } from '../setup/system.ts';

type Target = PartName | StoreName;

async function ask(wish: Wish, name: Target): Promise<string> {
  const response = await fetch(`${shop.at.control}/${wish}/${name}`, {
    method: 'POST',
    signal: AbortSignal.timeout(120_000),
  });
  const said = await response.text();
  if (!response.ok) throw new Error(`${wish} ${name}: ${said}`);
  return said;
}

let own: RunningShop | undefined;

/** The shop that a spec talks to, and what may happen to its processes and stores. */
export const shop = {
  /** Addresses of the storefront, the services, the payment providers and the mailbox. */
  get at(): RunningShop {
    return own ?? inject('stack');
  },
  /** From now on this spec talks to a shop of its own, not to the one that runs for the journeys. */
  talkTo(another: RunningShop): void {
    own = another;
  },
  /** SIGKILL, as a power cut would. It stays down until start(). */
  kill: (name: Target) => ask('kill', name),
  /** Resolves when it is ready again. */
  start: (name: Target) => ask('start', name),
  restart: (name: Target) => ask('restart', name),
  /** Keeps its connections open without an answer until thaw(). */
  freeze: (name: Target) => ask('freeze', name),
  thaw: (name: Target) => ask('thaw', name),
  /** Starts a second process of this part and tells its address; halve() ends it. */
  double: (name: PartName) => ask('double', name),
  halve: (name: PartName) => ask('halve', name),
} as const;
