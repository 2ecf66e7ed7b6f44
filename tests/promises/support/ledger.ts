import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, outdated } from '../../../tools/stack/src/build.ts';
import { type Child, launch } from '../../../tools/stack/src/child.ts';
import { Ledger as Pids } from '../../../tools/stack/src/ledger.ts';
import { mongoUrl, mysqlUrl } from '../../support/stores.ts';
import type { Settings } from '../fixtures/entry.ts';
import { type FixtureStore, openStore } from '../fixtures/stores.ts';

type Role = 'till' | 'ledger';
export type Kind = Settings['STORE'];

/** A till and its ledger: two services in processes of their own, with stores of their own. */
export interface Pair {
  readonly kind: Kind;
  readonly store: FixtureStore;
  /** Starts a process; the one before has ended. */
  start(role: Role, more?: Partial<Record<keyof Settings, string>>): void;
  /** SIGKILL; how it had ended by itself, if it had. */
  kill(role: Role): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Builds the libraries that the processes run, where they are not built from the sources as they are. */
export async function buildLibraries(): Promise<void> {
  const stale = await outdated(['shipping']);
  if (stale.length > 0) await build(stale, () => undefined);
}

export async function openPair(kind: Kind, broker: string, total: number, folder: string): Promise<Pair> {
  const url = kind === 'mongodb' ? mongoUrl('promise') : await mysqlUrl('promise');
  const store = await openStore({ STORE: kind, STORE_URL: url });
  await store.prepare(total);
  const pids = new Pids(folder);
  const running = new Map<Role, Child>();
  const env = {
    PATH: process.env.PATH,
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'silent',
    STORE: kind,
    STORE_URL: url,
    AMQP_URL: broker,
    TOTAL: String(total),
  };
  let closed = false;
  const pair: Pair = {
    kind,
    store,
    start(role, more = {}) {
      if (running.get(role)?.running) throw new Error(`the ${role} runs already`);
      const file = join(import.meta.dirname, '..', 'fixtures', `${role}.ts`);
      running.set(
        role,
        launch(role, process.execPath, [file], {
          env: { ...env, ...more },
          ledger: pids,
          line: lines(`${kind}-${role}`),
        }),
      );
    },
    async kill(role) {
      const child = running.get(role);
      const ended = child?.ended;
      await child?.kill();
      return ended === undefined ? undefined : `${ended}: ${child?.tail.join('\n')}`;
    },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.all([pair.kill('till'), pair.kill('ledger')]);
      await store.close();
    },
  };
  return pair;
}

function lines(name: string): (text: string) => void {
  const kept = process.env.PROMISES_LOGS;
  if (kept === undefined) return () => undefined;
  mkdirSync(kept, { recursive: true });
  const file = createWriteStream(join(kept, `${name}.log`), { flags: 'a' });
  return (text) => file.write(`${text}\n`);
}
