import { describe, expect, it } from 'vitest';
import { Nemesis, type Victims } from '../src/nemesis.ts';
import type { Event } from '../src/schedule.ts';

/** Victims that only say what was done to them; `start` takes as long as told. */
function victims(start: () => Promise<void> = async () => undefined): Victims & { said: string[] } {
  const said: string[] = [];
  return {
    said,
    kill: async (target) => {
      said.push(`kill ${target}`);
    },
    start: async (target) => {
      said.push(`start ${target}`);
      await start();
    },
    freeze: (target) => said.push(`freeze ${target}`),
    thaw: (target) => said.push(`thaw ${target}`),
    network: (link, fault) => said.push(`${fault?.kind ?? 'calm'} ${link}`),
  };
}

const run = async (on: Victims, events: readonly Event[]): Promise<Nemesis> => {
  const nemesis = new Nemesis(on, () => undefined);
  await nemesis.run(events, () => false);
  await nemesis.calm();
  return nemesis;
};

describe('the nemesis', () => {
  it('carries out what is scheduled, undoes it, and counts it', async () => {
    const on = victims();
    const { deeds } = await run(on, [
      { atMs: 0, kind: 'kill', target: 'cart', downMs: 0 },
      { atMs: 1, kind: 'freeze', target: 'redis', forMs: 5_000 },
      { atMs: 2, kind: 'network', link: 'cart>redis', fault: 'reset', forMs: 5_000, delayMs: 0 },
    ]);
    expect(on.said.toSorted()).toEqual(
      [
        'calm cart>redis',
        'freeze redis',
        'kill cart',
        'kill cart',
        'reset cart>redis',
        'start cart',
        'thaw redis',
      ].toSorted(),
    );
    expect(deeds.kills).toMatchObject({ cart: 1, redis: 0 });
    expect(deeds.faults).toMatchObject({ freeze: 1, reset: 1, latency: 0 });
    expect(deeds.recoveries.map(({ target }) => target)).toEqual(['cart']);
    expect(deeds.troubles).toEqual([]);
  });

  it('leaves a process up that was killed while it started', async () => {
    const gate = Promise.withResolvers<void>();
    let starts = 0;
    const on = victims(async () => {
      starts += 1;
      if (starts === 1) await gate.promise;
    });
    const nemesis = new Nemesis(on, () => undefined);
    await nemesis.run(
      [
        { atMs: 0, kind: 'kill', target: 'web', downMs: 0 },
        { atMs: 20, kind: 'kill', target: 'web', downMs: 0 },
      ],
      () => false,
    );
    gate.reject(new Error('it ended with signal SIGKILL'));
    await nemesis.calm();
    expect(on.said.at(-1)).toBe('start web');
    expect(nemesis.deeds.kills.web).toBe(2);
    expect(nemesis.deeds.recoveries).toHaveLength(1);
    expect(nemesis.deeds.troubles).toEqual([]);
  });

  it('tells of a process that does not come back, and starts it once more', async () => {
    let starts = 0;
    const on = victims(async () => {
      starts += 1;
      if (starts === 1) throw new Error('it ended with exit code 1');
    });
    const { deeds } = await run(on, [{ atMs: 0, kind: 'kill', target: 'payment', downMs: 0 }]);
    expect(deeds.troubles).toEqual(['payment did not come back after kill -9: it ended with exit code 1']);
    expect(starts).toBe(2);
  });

  it('leaves some of the shop standing where processes start slowly, and loses no kill by that', async () => {
    const gate = Promise.withResolvers<void>();
    const on = victims(() => gate.promise);
    const nemesis = new Nemesis(on, () => undefined);
    const five = ['user', 'cart', 'web', 'psp', 'redis'] as const;
    const running = nemesis.run(
      five.map((target, index) => ({ atMs: index, kind: 'kill', target, downMs: 0 })),
      () => false,
    );
    await expect.poll(() => on.said.filter((what) => what.startsWith('start')).length).toBe(4);
    expect(nemesis.deeds.kills.redis).toBe(0);
    gate.resolve();
    await running;
    await nemesis.calm();
    expect(nemesis.deeds.kills.redis).toBe(1);
    expect(on.said.at(-1)).toBe('start redis');
  });
});
