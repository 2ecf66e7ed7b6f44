import { createHash } from 'node:crypto';
import { Problem } from '@shop/contracts';
import { log } from '@shop/service/plain';
import { Redis } from 'ioredis';
import type { CacheEntry, CacheHandler } from 'next/cache.js';
import { bytesOf, pack, unpack } from './entry.ts';
import { count } from './metrics.ts';
import { NOT_KEPT } from './tags.ts';

/** Most answers kept at once, so that made-up filters cannot fill the store that carts are in. */
const MOST_ENTRIES = 1_000;
const LARGEST_ENTRY = 64 * 1024;
/** A page rather does without than waits for longer, in milliseconds. */
const LIMIT_MS = 250;
/** Redis was too slow or away: it is left alone for so long. */
const REST_MS = 1_000;
/**
 * What was asked for up to so long after a change is asked for again: the replicas' clocks differ, and so does the moment
 * at which each replica of the catalogue takes notice.
 */
const MARGIN_MS = 1_000;
/** Older changes are of no interest: no answer is kept that long. */
const REMEMBERED_MS = 60 * 60_000;
/** Next's own tags, one a path. Only what an answer is about counts here, not on which page it was first shown. */
const PATH_TAG = '_N_T_';

const ENTRIES = '{pages}:entry:';
const WRITTEN = '{pages}:written';
const TAGS = '{pages}:tags';

/** KEYS entry, written; ARGV value, life in ms, time, most. The oldest go when there are too many. */
const STORE = `
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('ZADD', KEYS[2], ARGV[3], KEYS[1])
local over = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[4])
if over > 0 then
  local oldest = redis.call('ZPOPMIN', KEYS[2], over)
  for i = 1, #oldest, 2 do redis.call('UNLINK', oldest[i]) end
end`;

/** KEYS tags; ARGV margin, remembered, tags. By the clock of Redis, which all replicas share. */
const MARK = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 3, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])`;

interface WithScripts extends Redis {
  storePage(
    entry: string,
    written: string,
    value: Buffer,
    lifeMs: number,
    at: number,
    most: number,
  ): Promise<null>;
  markTags(tags: string, marginMs: number, rememberedMs: number, ...changed: string[]): Promise<null>;
}

/**
 * What pages are made of, shared by all replicas of web. Redis:
 * - `{pages}:entry:<hash>`  string: one answer and what is known about it; expires with it.
 * - `{pages}:written`       sorted set: the entries by when they were written.
 * - `{pages}:tags`          sorted set: when what a tag stands for has changed; up to then answers with it are stale.
 *
 * While Redis is away nothing is found and nothing kept: pages then ask the services.
 */
export class PageCache implements CacheHandler {
  private redis: WithScripts | undefined;
  private restingUntil = 0;
  private newest = 0;
  private readonly changedAt = new Map<string, number>();

  /** Without this it is a cache that never has anything, as during the build. */
  connect(url: string): void {
    const redis = new Redis(url, {
      connectTimeout: 2_000,
      commandTimeout: LIMIT_MS,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      retryStrategy: (times) => Math.min(times * 100, 2_000),
    }).on('error', () => undefined) as WithScripts;
    redis.defineCommand('storePage', { numberOfKeys: 2, lua: STORE });
    redis.defineCommand('markTags', { numberOfKeys: 1, lua: MARK });
    this.redis = redis;
  }

  close(): void {
    this.redis?.disconnect();
  }

  /** Learns what has changed since it last asked. Called by Next before the first look of each request. */
  async refreshTags(): Promise<void> {
    await this.orRest(async (redis) => {
      const since = Math.max(0, this.newest - MARGIN_MS);
      const changed = await redis.zrange(TAGS, since, '+inf', 'BYSCORE', 'WITHSCORES');
      for (let i = 0; i + 1 < changed.length; i += 2) {
        const at = Number(changed[i + 1]);
        this.changedAt.set(String(changed[i]), at);
        this.newest = Math.max(this.newest, at);
      }
      this.forget();
    });
  }

  async get(cacheKey: string): Promise<CacheEntry | undefined> {
    const packed = await this.orRest((redis) => redis.getBuffer(keyOf(cacheKey)));
    const entry = packed === null || packed === undefined ? undefined : unpack(packed);
    const stale = entry?.tags.some((tag) => (this.changedAt.get(tag) ?? 0) >= entry.timestamp);
    count(entry === undefined ? 'miss' : stale === true ? 'stale' : 'hit');
    return stale === true ? undefined : entry;
  }

  async set(cacheKey: string, pending: Promise<CacheEntry>): Promise<void> {
    const { value: stream, ...about } = await pending;
    const value = await bytesOf(stream, LARGEST_ENTRY);
    if (value === undefined || about.tags.includes(NOT_KEPT)) return;
    const packed = pack({ ...about, value });
    const lifeMs = Math.max(1, Math.min(about.expire * 1000, REMEMBERED_MS));
    await this.orRest((redis) =>
      redis.storePage(keyOf(cacheKey), WRITTEN, packed, lifeMs, Date.now(), MOST_ENTRIES),
    );
  }

  /** Next asks get() instead, which knows the tags of the entry. */
  async getExpiration(): Promise<number> {
    return Number.POSITIVE_INFINITY;
  }

  /** Called by Next for what an action has changed; that page asks anew even where this could not be written down. */
  async updateTags(changed: string[]): Promise<void> {
    await this.mark(changed).catch((error: unknown) =>
      log.warn({ err: error, tags: changed }, 'other replicas do not learn of a change before its time'),
    );
  }

  /** What these tags stand for has changed, for every replica. Throws service_unavailable while Redis is away. */
  async mark(all: string[]): Promise<void> {
    const changed = all.filter((tag) => !tag.startsWith(PATH_TAG));
    if (changed.length === 0 || this.redis === undefined) return;
    try {
      await this.redis.markTags(TAGS, MARGIN_MS, REMEMBERED_MS, ...changed);
    } catch (error) {
      throw new Problem('service_unavailable', { detail: 'Redis cannot be reached.', cause: error });
    }
  }

  /** Nothing, where Redis fails: it is then not asked for a moment. */
  private async orRest<T>(work: (redis: WithScripts) => Promise<T>): Promise<T | undefined> {
    if (this.redis === undefined || Date.now() < this.restingUntil) return undefined;
    try {
      return await work(this.redis);
    } catch (error) {
      if (Date.now() >= this.restingUntil) log.warn({ err: error }, 'pages go without their cache');
      this.restingUntil = Date.now() + REST_MS;
      count('away');
      return undefined;
    }
  }

  private forget(): void {
    if (this.changedAt.size <= MOST_ENTRIES) return;
    const until = this.newest - REMEMBERED_MS;
    for (const [tag, at] of this.changedAt) if (at < until) this.changedAt.delete(tag);
  }
}

const keyOf = (cacheKey: string): string =>
  ENTRIES + createHash('sha256').update(cacheKey).digest('base64url');
