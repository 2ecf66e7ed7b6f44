import type { OnApplicationShutdown } from '@nestjs/common';
import { type HealthRegistry, metricOnce } from '@shop/health';
import { log } from '@shop/service';
import { Gauge } from 'prom-client';
import type { OpenSearchIndex } from './open-search.index.ts';
import { MAPPING_VERSION } from './open-search.schema.ts';
import type { OpenSearchStore } from './open-search.store.ts';
import type { Refill } from './refill.service.ts';
import type { Entry, Gone } from './search.ts';

/** So many failures in a row, and it is asked no more until it has shown that it is well. */
const FAILURES_TO_LEAVE = 3;
const FIRST_TRY_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
/** How often a server that answers is asked whether it still has the index that we read. */
const LOOK_MS = 10_000;
const NOTHING = Number.POSITIVE_INFINITY;

/** Not made before there is a server: a shop without one shows no such figure, and nobody is alarmed. */
const used = () =>
  metricOnce(
    'search_server_used',
    () =>
      new Gauge({
        name: 'search_server_used',
        help: '1 while the search server answers, 0 while memory does',
      }),
  );

type Changes = Pick<Entry | Gone, 'updatedAt'>[];

/**
 * Whether the search server is to be asked. It is left as soon as it fails, and used again once it answers, has the index of this
 * version and has been told what it missed: all of that by itself, in the background.
 */
export class SearchServerLink implements OnApplicationShutdown {
  private why: string | undefined = 'it has not been asked yet';
  private failures = 0;
  /** The oldest change that the server has not been told. */
  private missedSince = NOTHING;
  private pauseMs = FIRST_TRY_MS;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly parts: {
      store: OpenSearchStore;
      index: OpenSearchIndex;
      refill: Refill;
      health: HealthRegistry;
    },
  ) {
    used().set(0);
    parts.health.add({
      name: 'search-server',
      critical: false,
      check: async () => {
        if (this.why !== undefined) throw new Error(`memory answers instead: ${this.why}`);
      },
    });
  }

  /** Begins to look for the server, in the background. */
  begin(): void {
    this.next(0);
  }

  /** What the server says; undefined when it is not to be asked, or does not answer. */
  async ask<T>(question: (server: OpenSearchIndex) => Promise<T>): Promise<{ given: T } | undefined> {
    if (this.why !== undefined) return undefined;
    try {
      const given = await question(this.parts.index);
      this.failures = 0;
      return { given };
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }

  /** Passes changes on. What the server does not take it is told when it is back. */
  async tell(changes: Changes, say: (server: OpenSearchIndex) => Promise<void>): Promise<void> {
    if (this.why !== undefined) return this.missed(changes);
    try {
      await say(this.parts.index);
    } catch (error) {
      this.missed(changes);
      this.leave(error);
    }
  }

  private missed(changes: Changes): void {
    for (const { updatedAt } of changes) this.missedSince = Math.min(this.missedSince, updatedAt);
  }

  private failed(error: unknown): void {
    this.failures += 1;
    if (this.failures >= FAILURES_TO_LEAVE || isRefused(error)) this.leave(error);
  }

  private leave(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    if (this.why === undefined) {
      log.warn({ reason }, 'the search server does not answer; searching in memory');
      this.next(FIRST_TRY_MS);
    }
    this.why = reason;
    used().set(0);
  }

  private next(inMs: number): void {
    clearTimeout(this.timer);
    if (!this.stopped) this.timer = setTimeout(() => void this.look(), inMs).unref();
  }

  private async look(): Promise<void> {
    const away = this.why !== undefined;
    try {
      await this.ensureIndex();
      if (away) {
        await this.parts.index.find({ attributes: new Map(), sort: 'name', page: 1, size: 1 });
        // Until nothing has changed while it was told what has changed.
        do await this.catchUp();
        while (this.missedSince !== NOTHING);
      }
    } catch (error) {
      this.leave(error);
      this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
      return this.next(this.pauseMs);
    }
    if (away) log.info('the search server answers');
    this.why = undefined;
    this.failures = 0;
    this.pauseMs = FIRST_TRY_MS;
    used().set(1);
    this.next(LOOK_MS);
  }

  /** Sees to it that there is an index of this version. Throws when there cannot be one now. */
  private async ensureIndex(): Promise<void> {
    const { store, refill } = this.parts;
    const live = await store.live();
    if (live === undefined || live.version < MAPPING_VERSION) await refill.anew();
    else if (live.version > MAPPING_VERSION)
      throw new Error(
        `its index is of version ${live.version}, made by a newer release; this one reads ${MAPPING_VERSION}`,
      );
  }

  private async catchUp(): Promise<void> {
    const { index, refill } = this.parts;
    const since = Math.min(this.missedSince, await index.newest());
    this.missedSince = NOTHING;
    try {
      await refill.catchUp(since);
    } catch (error) {
      this.missedSince = Math.min(this.missedSince, since);
      throw error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.parts.store.close();
  }
}

/** Nobody listens there: no use in asking twice more. */
const isRefused = (error: unknown): boolean =>
  error instanceof Error && /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH/.test(error.message);
