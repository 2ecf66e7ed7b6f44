import { setTimeout as wait } from 'node:timers/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Problem } from '@shop/contracts';
import { HealthRegistry } from '@shop/health';
import { Redis } from 'ioredis';
import { emptyCart, type StoredCart } from './cart.ts';

const DAY_S = 24 * 3600;
/** How long a cart is kept after its last change, in seconds. */
export const LIFE_S = { guest: 30 * DAY_S, member: 180 * DAY_S } as const;
const TRIES = 200;
const COUNT_AT_ONCE = 500;
const COUNT_ROUNDS = 100;

/**
 * Sets a cart only when it is still at the version that was read. KEYS[1] the cart; ARGV the version, the new JSON, its
 * life in seconds. A missing cart has version 0.
 */
const COMPARE_AND_SET = `
local stored = redis.call('GET', KEYS[1])
local version = stored and cjson.decode(stored).version or 0
if version ~= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1`;

interface RedisWithScript extends Redis {
  compareAndSetCart(key: string, version: number, json: string, lifeS: number): Promise<number>;
}

/**
 * Carts in Redis.
 * - `cart:{<owner id>}`  string: StoredCart as JSON; expires LIFE_S after the last change.
 */
@Injectable()
export class CartStore implements OnModuleDestroy {
  private readonly redis: RedisWithScript;

  constructor(url: string, health: HealthRegistry) {
    this.redis = new Redis(url, {
      connectTimeout: 2_000,
      commandTimeout: 2_000,
      maxRetriesPerRequest: 1,
      retryStrategy: (times) => Math.min(times * 100, 2_000),
    }).on('error', () => undefined) as RedisWithScript;
    this.redis.defineCommand('compareAndSetCart', { numberOfKeys: 1, lua: COMPARE_AND_SET });
    health.add({ name: 'redis', critical: true, check: () => this.redis.ping() });
  }

  async read(ownerId: string): Promise<StoredCart> {
    const json = await this.redis.get(key(ownerId));
    return json === null ? emptyCart : (JSON.parse(json) as StoredCart);
  }

  /**
   * Changes a cart by a pure function of what it was; done again when another change came between, so that two tabs
   * or fifty clicks at once all count. A function that returns its argument changes nothing. `read` is the cart as the
   * caller has just read it, if he has.
   */
  async change(
    ownerId: string,
    kind: keyof typeof LIFE_S,
    change: (before: StoredCart) => StoredCart,
    read?: StoredCart,
  ): Promise<StoredCart> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const before = attempt === 0 && read !== undefined ? read : await this.read(ownerId);
      const changed = change(before);
      if (changed === before) return before;
      const after = { ...changed, version: before.version + 1, updatedAt: new Date().toISOString() };
      const json = JSON.stringify(after);
      const saved = await this.redis.compareAndSetCart(key(ownerId), before.version, json, LIFE_S[kind]);
      if (saved === 1) return after;
      await wait(Math.random() * Math.min(attempt, 20));
    }
    throw new Problem('service_unavailable', { detail: 'The cart is being changed too often at once.' });
  }

  /** How many carts have something in them; after so many looks it is given up. */
  async count(): Promise<{ carts: number; all: boolean }> {
    let cursor = '0';
    let carts = 0;
    for (let round = 0; round < COUNT_ROUNDS; round++) {
      const [next, found] = await this.redis.scan(cursor, 'MATCH', 'cart:{*', 'COUNT', COUNT_AT_ONCE);
      const values = found.length === 0 ? [] : await this.redis.mget(found);
      carts += values.filter((json) => json !== null && !json.includes('"lines":[]')).length;
      cursor = next;
      if (cursor === '0') return { carts, all: true };
    }
    return { carts, all: false };
  }

  async delete(ownerId: string): Promise<void> {
    await this.redis.del(key(ownerId));
  }

  onModuleDestroy(): void {
    this.redis.disconnect();
  }
}

const key = (ownerId: string) => `cart:{${ownerId}}`;
