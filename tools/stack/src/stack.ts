import { build, outdated } from './build.ts';
import type { Part } from './part.ts';
import { type PartName, partNames } from './parts.ts';
import {
  closeSession,
  openSession,
  type SessionOptions,
  startOnePart,
  startReplica,
  startStore,
  storesOf,
} from './session.ts';
import { acquire } from './stores/source.ts';
import { storeNames } from './stores/store.ts';
import type { Stores } from './stores/stores.ts';

export interface StackOptions extends Partial<Omit<SessionOptions, 'folder' | 'ports'>> {
  readonly folder: string;
  readonly ports: SessionOptions['ports'];
  /** `private` (for tests) passes over URLs in the environment and Docker. */
  readonly from?: 'anywhere' | 'private';
}

/** The whole shop, running. */
export interface Stack {
  /** Address of the storefront. */
  readonly url: string;
  /** Address of every part. */
  readonly urls: Readonly<Record<PartName, string>>;
  readonly psp: string;
  /** The mailbox's page and REST API. */
  readonly mailbox: string;
  readonly stores: Stores;
  /** The processes by name: kill(), restart(), signal(). */
  readonly processes: Readonly<Partial<Record<PartName, Part>>>;
  /** Starts one more process of a part, on a port of its own. It ends with the stack. */
  replica(name: PartName): Promise<Part>;
  stop(): Promise<void>;
}

/** Builds what is not built, starts private stores and the shop; resolves when everything is ready. For tests, load and chaos. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const parts = options.parts ?? partNames;
  const nothing = (): void => undefined;
  const stale = await outdated(parts);
  if (stale.length > 0) await build(stale, nothing);
  const session = await openSession({ line: nothing, crashed: nothing, ...options, parts });
  try {
    for (const [name, source] of await acquire(storeNames, options.from ?? 'private'))
      session.sources.set(name, source);
    session.reached.build.resolve();
    await Promise.all([
      ...storeNames.map((name) => startStore(session, name, undefined)),
      ...parts.map((name) => startOnePart(session, name, nothing)),
    ]);
  } catch (error) {
    await closeSession(session);
    throw error;
  }
  const host = (name: PartName): string => `http://localhost:${session.ports[name]}`;
  return {
    url: host('web'),
    urls: Object.fromEntries(partNames.map((name) => [name, host(name)])) as Record<PartName, string>,
    psp: host('psp'),
    mailbox: host('mailbox'),
    stores: storesOf(session),
    processes: Object.fromEntries(session.parts),
    replica: (name) => startReplica(session, name),
    stop: () => closeSession(session),
  };
}
