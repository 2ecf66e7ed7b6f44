import { createWriteStream, mkdirSync, rmSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import type { PartName, Ports } from '../../../tools/stack/src/parts.ts';
import { secretsOf } from '../../../tools/stack/src/secrets.ts';
import { type Stack, startStack } from '../../../tools/stack/src/stack.ts';
import { openControl } from '../../setup/control.ts';
import { testFolder } from '../../setup/stores.ts';
import type { RunningShop } from '../../setup/system.ts';
import { shop } from '../../support/stack.ts';

export interface OwnShopOptions {
  /** More variables for every process, or other values. */
  readonly env?: Readonly<Record<string, string>>;
  /** The ports of the processes; free ones unless named. */
  readonly ports?: Partial<Ports>;
  /** The processes besides the stores; all unless named. */
  readonly parts?: readonly PartName[];
  /** Gets each line a process or a store writes. PROMISES_LOGS=<folder> keeps them in files, a file each. */
  readonly line?: (process: string, text: string) => void;
  /** Whether a process may end by itself like this; none may unless said. */
  readonly mayEnd?: (process: string, how: string) => boolean;
}

/** A whole shop with stores of its own. */
export interface OwnShop extends Stack {
  /** What tests/support/shopper.ts and the rest of tests/support talk to. */
  readonly at: RunningShop;
  /** Where it writes. */
  readonly folder: string;
  /** `MongoDB` or `MongoDB: stand-in`, for the figures. */
  readonly mongo: string;
  /** Ends it and removes its folder; rejects when a process had ended by itself. */
  close(): Promise<void>;
}

/** Starts a shop for one spec file; `Shopper` and the rest of tests/support talk to it from now on. */
export async function openShop(options: OwnShopOptions = {}): Promise<OwnShop> {
  const folder = testFolder('promise');
  const ended: string[] = [];
  const stack = await startStack({
    folder,
    ports: options.ports ?? 'free',
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.parts === undefined ? {} : { parts: options.parts }),
    line: both(options.line),
    crashed: (name, how) => {
      if (options.mayEnd?.(name, how) !== true) ended.push(`${name} ended by itself with ${how}`);
    },
  });
  const control = await openControl(stack);
  const { url, urls, psp, mailbox } = stack;
  const { serviceSecret } = secretsOf(folder);
  const { amqpUrl: amqp } = stack.stores;
  const at: RunningShop = { url, urls, psp, mailbox, amqp, serviceSecret, control: control.url };
  shop.talkTo(at);
  return {
    ...stack,
    at,
    folder,
    mongo: stack.stores.standIn ? 'MongoDB: stand-in' : 'MongoDB',
    async close() {
      await control.close();
      await stack.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      if (ended.length > 0) throw new Error(`The shop did not hold: ${ended.join('; ')}`);
    },
  };
}

function both(line: OwnShopOptions['line']): (process: string, text: string) => void {
  const kept = process.env.PROMISES_LOGS;
  if (kept === undefined) return line ?? (() => undefined);
  mkdirSync(kept, { recursive: true });
  const files = new Map<string, WriteStream>();
  return (name, text) => {
    line?.(name, text);
    const file = files.get(name) ?? createWriteStream(join(kept, `${name}.log`));
    files.set(name, file);
    file.write(`${text}\n`);
  };
}
