import { HealthRegistry } from '@shop/health';
import { describe, expect, it } from 'vitest';
import { until } from '../../../tests/support/until.ts';
import { Opening, StoreRefused } from '../src/index.ts';

describe('a store that is away at the start', () => {
  it('is tried again until it is there; the service is not ready before', async () => {
    const health = new HealthRegistry();
    const opening = new Opening(health);
    let there = false;
    let tries = 0;
    await opening.store('mysql', async () => {
      tries += 1;
      if (!there) throw new Error('connect ECONNREFUSED');
    });
    let told = false;
    const done = opening.whenDone().then(() => {
      told = true;
    });
    expect([tries, health.ready, opening.done, told]).toEqual([1, false, false, false]);
    there = true;
    await until('it is opened', () => opening.done);
    await done;
    expect([health.ready, told]).toEqual([true, true]);
    health.draining = true;
    expect(health.ready).toBe(false);
  });

  it('is given up at once when it will never do', async () => {
    const opening = new Opening(new HealthRegistry());
    const refused = opening.store('mongodb', async () => {
      throw new StoreRefused('the stand-in');
    });
    await expect(refused).rejects.toThrow('the stand-in');
  });

  it('is not tried any more once the service ends', async () => {
    const opening = new Opening(new HealthRegistry());
    let tries = 0;
    await opening.store('mongodb', async () => {
      tries += 1;
      throw new Error('away');
    });
    await opening.beforeApplicationShutdown();
    expect([tries, opening.done]).toEqual([1, false]);
  });

  it('waits for every store, not for the first', async () => {
    const opening = new Opening(new HealthRegistry());
    await opening.store('mongodb', async () => undefined);
    await opening.store('redis', async () => {
      throw new Error('away');
    });
    expect(opening.done).toBe(false);
    await opening.beforeApplicationShutdown();
  });
});
