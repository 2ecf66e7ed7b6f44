import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import type { PartName } from '../../tools/stack/src/parts.ts';
import { secretsOf } from '../../tools/stack/src/secrets.ts';
import { startStack } from '../../tools/stack/src/stack.ts';
import { openControl } from './control.ts';
import { testFolder } from './stores.ts';

/** What a journey is told of the shop that runs for it: `inject('stack')`. */
export interface RunningShop {
  /** Address of the storefront and its gateway. */
  readonly url: string;
  readonly urls: Readonly<Record<PartName, string>>;
  readonly psp: string;
  /** The mailbox's REST API: GET /api/email. */
  readonly mailbox: string;
  /** AMQP_URL of its services: for what an operator does when nothing else answers. */
  readonly amqp: string;
  /** SERVICE_SECRET of its services: with it the verifier marks what it buys. */
  readonly serviceSecret: string;
  /** Where processes and stores are killed and started again; tests/support/stack.ts asks there. */
  readonly control: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    stack: RunningShop;
  }
}

/** Opens one whole shop, with stores of its own, for all journeys of the run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = testFolder('system');
  const problems: string[] = [];
  const stack = await startStack({
    folder,
    ports: 'free',
    // A parcel is at the door within seconds. A call to a provider that a busy machine makes late is never taken for one that
    // was not made: it would be made twice.
    env: { CARRIER_STEP_MS: '500', GATEWAY_TIMEOUT_MS: '2000', SETTLED_AFTER_MS: '20000' },
    crashed: (name, how) => problems.push(`${name} ended by itself with ${how}`),
  });
  const control = await openControl(stack);
  const { url, urls, psp, mailbox } = stack;
  const { serviceSecret } = secretsOf(folder);
  const { amqpUrl: amqp } = stack.stores;
  project.provide('stack', { url, urls, psp, mailbox, amqp, serviceSecret, control: control.url });
  return async () => {
    await control.close();
    await stack.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    if (problems.length > 0)
      throw new Error(`The shop did not hold while the journeys ran: ${problems.join('; ')}`);
  };
}
