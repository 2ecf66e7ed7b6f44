import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Problem } from '@shop/contracts';
import { Redis } from 'ioredis';

const WINDOW_S = 15 * 60;
/** After this many failures each further try has to wait, twice as long each time. */
const FREE_TRIES = 5;
/** After this many the account is closed to guessing until the window ends. Never for good: that would lock its owner out. */
const MOST_TRIES = 10;
/** One address may fail this often over all accounts. */
const MOST_TRIES_PER_ADDRESS = 100;

/**
 * Counts a try before the password is looked at, so that a thousand tries at once do not reach the hasher.
 * KEYS: count and wait of the account, count of the address. ARGV: window, free, most, most per address, now in ms.
 * Returns 0, or the milliseconds to wait.
 */
const BEGIN = `
local wait = redis.call('PTTL', KEYS[2])
if wait > 0 then return wait end
local tries = tonumber(redis.call('GET', KEYS[1]) or '0')
local window = tonumber(ARGV[1])
if tries >= tonumber(ARGV[3]) then return math.max(redis.call('PTTL', KEYS[1]), 1000) end
if KEYS[3] and tonumber(redis.call('GET', KEYS[3]) or '0') >= tonumber(ARGV[4]) then
  return math.max(redis.call('PTTL', KEYS[3]), 1000)
end
tries = redis.call('INCR', KEYS[1])
redis.call('EXPIRE', KEYS[1], window)
if tries >= tonumber(ARGV[2]) then redis.call('SET', KEYS[2], '1', 'PX', 1000 * 2 ^ (tries - tonumber(ARGV[2]))) end
if KEYS[3] then
  redis.call('INCR', KEYS[3])
  redis.call('EXPIRE', KEYS[3], window)
end
return 0`;

function keysOf(account: string): string[] {
  const about = createHash('sha256').update(account.trim().toLowerCase()).digest('base64url');
  return [`throttle:{${about}}:tries`, `throttle:{${about}}:wait`];
}

/** Slows guessing down, per account and per address, with counters in Redis that every replica shares. */
@Injectable()
export class Throttle {
  constructor(private readonly redis: Redis) {}

  /** Forgets the tries for these accounts: whoever owns them has shown it in another way. */
  async forgive(...accounts: string[]): Promise<void> {
    await Promise.all(accounts.map((account) => this.redis.del(...keysOf(account))));
  }

  /** Takes one try. Throws too_many_attempts with the seconds to wait; call `succeeded` when the password was right. */
  async begin(account: string, clientAddress?: string): Promise<{ succeeded(): Promise<void> }> {
    const keys = keysOf(account);
    if (clientAddress !== undefined) keys.push(`throttle:address:${clientAddress}`);
    const limits = [WINDOW_S, FREE_TRIES, MOST_TRIES, MOST_TRIES_PER_ADDRESS];
    const waitMs = Number(await this.redis.eval(BEGIN, keys.length, ...keys, ...limits));
    if (waitMs > 0)
      throw new Problem('too_many_attempts', { facts: { retryAfterS: Math.ceil(waitMs / 1000) } });
    return {
      succeeded: async () => {
        await this.redis.del(...keys.slice(0, 2));
        if (keys[2] !== undefined) await this.redis.decr(keys[2]);
      },
    };
  }
}
