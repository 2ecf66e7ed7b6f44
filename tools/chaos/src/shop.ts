import { request } from 'undici';
import type { PartName } from '../../stack/src/parts.ts';
import { type Stack, startStack } from '../../stack/src/stack.ts';
import { type Witnesses, witnessesOf } from './checker/evidence.ts';
import type { Victims } from './nemesis.ts';
import { isStore, type Target } from './targets.ts';
import { openWiring } from './wiring.ts';

const CONTROL_LIMIT_MS = 5_000;

/** Short times, so that a run sees whole lives of orders. */
const env = {
  CARRIER_STEP_MS: '400',
  GATEWAY_TIMEOUT_MS: '2000',
  // Longer than a frozen provider and a black hole can hold a charge back between them: what comes later was not made.
  SETTLED_AFTER_MS: '15000',
  CHALLENGE_MS: '10000',
  STALL_SECONDS: '4',
  // Two of the robots together: some returns need a second person.
  REFUND_LIMIT: '15000',
};

/** What the provider does by itself, besides dying. */
const providerFaults = { dropAfterCharge: 0.02, errorAfterCharge: 0.02, stall: 0.01, duplicateWebhook: 0.1 };

export interface ShopOptions {
  readonly folder: string;
  readonly seed: number;
  readonly network: boolean;
  readonly line: (process: string, text: string) => void;
  /** Told when a process ends that nobody killed. */
  readonly crashed: (process: string, how: string) => void;
}

/** A whole shop of its own, made to be broken. */
export interface Shop extends Victims {
  readonly stack: Stack;
  readonly witnesses: Witnesses;
  readonly standIn: boolean;
  /** Has the provider misbehave from now on, or no more. */
  provider(faults: boolean): Promise<void>;
  /** Nothing gets in the way any more. */
  calm(): void;
  stop(): Promise<void>;
}

/** Starts private stores and the shop, every service led to them through the fault proxy. */
export async function openShop(options: ShopOptions): Promise<Shop> {
  const { folder, seed, line, crashed } = options;
  const wiring = options.network ? await openWiring() : undefined;
  let stack: Stack;
  try {
    stack = await startStack({
      folder,
      ports: 'free',
      from: 'private',
      env,
      line,
      crashed,
      ...(wiring === undefined ? {} : { rewire: wiring.rewire }),
    });
  } catch (error) {
    await wiring?.close();
    throw error;
  }
  const { stores, psp } = stack;
  const part = (name: Exclude<Target, 'mongodb' | 'mysql' | 'redis' | 'rabbitmq'>) => {
    const found = stack.processes[name satisfies PartName];
    if (found === undefined) throw new Error(`${name} was not started`);
    return found;
  };
  let faulty = false;
  const provider = async (faults: boolean): Promise<void> => {
    faulty = faults;
    const { body } = await request(`${psp}/_control/faults`, {
      method: faults ? 'POST' : 'DELETE',
      signal: AbortSignal.timeout(CONTROL_LIMIT_MS),
      ...(faults
        ? {
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ ...providerFaults, seed }),
          }
        : {}),
    });
    await body.dump();
  };
  return {
    stack,
    standIn: stores.standIn,
    witnesses: witnessesOf(stack),
    kill: (target) => (isStore(target) ? stores.kill(target) : part(target).kill()),
    async start(target) {
      await (isStore(target) ? stores.servers[target]?.start() : part(target).start());
      // A provider that was killed has forgotten how it is to misbehave.
      if (target === 'psp' && faulty) await provider(true);
    },
    freeze: (target) => (isStore(target) ? stores.freeze(target) : part(target).signal('SIGSTOP')),
    thaw: (target) => (isStore(target) ? stores.thaw(target) : part(target).signal('SIGCONT')),
    network(name, fault) {
      const link = wiring?.links.get(name);
      if (fault === undefined) link?.calm();
      else link?.fault(fault);
    },
    provider,
    calm: () => wiring?.calm(),
    async stop() {
      await stack.stop();
      await wiring?.close();
    },
  };
}
