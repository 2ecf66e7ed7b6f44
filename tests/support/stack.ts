import { inject } from 'vitest';
import type { PartName } from '../../tools/stack/src/parts.ts';
import type { StoreName } from '../../tools/stack/src/stores/store.ts';
import type { Verb } from '../setup/control.ts';

type Target = PartName | StoreName;

async function ask(verb: Verb, name: Target): Promise<void> {
  const response = await fetch(`${inject('stack').control}/${verb}/${name}`, {
    method: 'POST',
    signal: AbortSignal.timeout(120_000),
  });
  if (!response.ok) throw new Error(`${verb} ${name}: ${await response.text()}`);
}

/** The shop that runs for the journeys, and what may happen to its processes and stores. */
export const shop = {
  /** Addresses of the storefront, the services, the payment providers and the mailbox. */
  get at() {
    return inject('stack');
  },
  /** SIGKILL, as a power cut would. It stays down until start(). */
  kill: (name: Target) => ask('kill', name),
  /** Resolves when it is ready again. */
  start: (name: Target) => ask('start', name),
  restart: (name: Target) => ask('restart', name),
  /** Keeps its connections open without an answer until thaw(). */
  freeze: (name: Target) => ask('freeze', name),
  thaw: (name: Target) => ask('thaw', name),
} as const;
