import type { Envelope } from '@shop/contracts';
import { metricOnce } from '@shop/health';
import { failpoint, log } from '@shop/service';
import { Gauge } from 'prom-client';
import type { Publisher } from './publisher.ts';

/** Messages of one document, or of one read of a table, in the order they shall go. */
export interface Batch {
  messages: Envelope[];
}

/** Where messages wait until the broker has them. */
export interface OutboxSource<B extends Batch = Batch> {
  /** For logs and metrics: `orders`. */
  readonly name: string;
  /**
   * Some of what waits, the oldest first as far as the store can tell; about `limit` messages. `elsewhere` when
   * another replica is relaying just now.
   */
  pending(limit: number): Promise<B[] | 'elsewhere'>;
  /** The broker has all messages of the batch: forget them. */
  done(batch: B): Promise<void>;
  /** The batch could not be published: let go of what pending() held on to. */
  release?(batch: B): Promise<void>;
  /** Nothing waits any more: let others relay what comes next. */
  idle?(): Promise<void>;
  stats(): Promise<{ depth: number; oldestAt?: Date | undefined }>;
}

const BATCH = 200;
/** Without a wake-up a message waits this long at most, while all is well. */
const IDLE_MS = 250;
/** After this time we look again at what another replica was relaying: it may have missed what we stored last. */
const ELSEWHERE_MS = 50;
const LONGEST_BACKOFF_MS = 5_000;
const FLUSH_LIMIT_MS = 5_000;
const STATS_LIMIT_MS = 1_000;

/**
 * Carries messages from outboxes to the broker: publishes, waits for the confirm, clears. At least once: after a crash
 * in between a message goes twice, with the same id. Each source has a loop of its own, and a loop never runs twice.
 */
export class OutboxRelay {
  private readonly loops: Loop[] = [];
  private readonly publisher: Publisher;

  constructor(publisher: Publisher) {
    this.publisher = publisher;
    observe(this.loops);
  }

  /** Begins to relay a source, at once. */
  add<B extends Batch>(source: OutboxSource<B>): void {
    this.loops.push(new Loop(source as unknown as OutboxSource, this.publisher));
  }

  /** Tells it that something has been stored: call it after the write, and the message goes within milliseconds. */
  wake(): void {
    for (const loop of this.loops) loop.wake();
  }

  /** Sends what waits, for at most 5 s, and ends. The rest stays stored for the next process. */
  async stop(): Promise<void> {
    await Promise.all(this.loops.splice(0).map((loop) => loop.stop()));
  }
}

class Loop {
  private readonly running: Promise<void>;
  private wakeUp: (() => void) | undefined;
  private woken = true;
  private stopBy: number | undefined;
  private failures = 0;
  private elsewhere = false;
  readonly source: OutboxSource;
  private readonly publisher: Publisher;

  constructor(source: OutboxSource, publisher: Publisher) {
    this.source = source;
    this.publisher = publisher;
    this.running = this.run();
  }

  wake(): void {
    this.woken = true;
    if (this.failures === 0) this.wakeUp?.();
  }

  async stop(): Promise<void> {
    this.stopBy = Date.now() + FLUSH_LIMIT_MS;
    this.wakeUp?.();
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FLUSH_LIMIT_MS);
    });
    await Promise.race([this.running, limit]);
    clearTimeout(timer);
  }

  private async run(): Promise<void> {
    for (;;) {
      this.woken = false;
      const stopping = this.stopBy !== undefined;
      const moved = await this.round();
      if (moved === 0 && !this.elsewhere) await this.letOthers();
      if (this.stopBy !== undefined && (Date.now() > this.stopBy || this.failures > 0)) return;
      // One more round after the call to stop, which sees all that was stored before.
      if (stopping && moved === 0) return;
      if (moved > 0 || (this.woken && this.failures === 0) || this.stopBy !== undefined) continue;
      await this.rest();
    }
  }

  private async rest(): Promise<void> {
    const quiet = this.elsewhere ? ELSEWHERE_MS : IDLE_MS;
    const backoff = Math.min(IDLE_MS * 2 ** Math.min(this.failures, 10), LONGEST_BACKOFF_MS);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.failures === 0 ? quiet : backoff);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeUp = undefined;
  }

  /** Moves some batches; tells how many messages. */
  private async round(): Promise<number> {
    try {
      await this.publisher.open(Date.now() + LONGEST_BACKOFF_MS);
      const pending = await this.source.pending(BATCH);
      this.elsewhere = pending === 'elsewhere';
      const batches = pending === 'elsewhere' ? [] : pending;
      const results = await Promise.allSettled(batches.map((batch) => this.move(batch)));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      if (this.failures > 0) log.info({ outbox: this.source.name }, 'the outbox is relayed again');
      this.failures = 0;
      return batches.reduce((sum, batch) => sum + batch.messages.length, 0);
    } catch (err) {
      if (this.failures === 0) log.error({ err, outbox: this.source.name }, 'the outbox is stuck, trying on');
      this.failures += 1;
      this.elsewhere = false;
      return 0;
    }
  }

  private async letOthers(): Promise<void> {
    await this.source.idle?.().catch((err: unknown) => {
      log.warn(
        { err, outbox: this.source.name },
        'could not let other replicas relay; they wait for seconds',
      );
    });
  }

  /** All at once on one channel, which keeps their order, and one wait for the confirms. */
  private async move(batch: Batch): Promise<void> {
    await failpoint('relay.before-publish');
    const results = await Promise.allSettled(
      batch.messages.map((message) => this.publisher.publish(message)),
    );
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) {
      await this.source.release?.(batch);
      throw failed.reason;
    }
    await failpoint('relay.after-publish');
    await this.source.done(batch);
    await failpoint('relay.after-clear');
  }
}

const observed = new Set<Loop[]>();

function observe(loops: Loop[]): void {
  observed.add(loops);
  const gauge = (
    name: string,
    help: string,
    value: (stats: Awaited<ReturnType<OutboxSource['stats']>>) => number,
  ) =>
    metricOnce(
      name,
      () =>
        new Gauge({
          name,
          help,
          labelNames: ['source'] as const,
          async collect() {
            this.reset();
            const all = [...observed].flat();
            await Promise.all(
              all.map(async ({ source }) => {
                const stats = await limited(source.stats());
                if (stats !== undefined) this.set({ source: source.name }, value(stats));
              }),
            );
          },
        }),
    );
  gauge('outbox_depth', 'Messages that wait in an outbox', (stats) => stats.depth);
  gauge('outbox_lag_seconds', 'Age of the oldest message in an outbox', ({ oldestAt }) =>
    oldestAt === undefined ? 0 : Math.max(0, (Date.now() - oldestAt.getTime()) / 1000),
  );
}

/** A store that is away must not hold up the metrics of all the rest. */
async function limited<T>(asked: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), STATS_LIMIT_MS);
  });
  try {
    return await Promise.race([asked.catch(() => undefined), limit]);
  } finally {
    clearTimeout(timer);
  }
}
