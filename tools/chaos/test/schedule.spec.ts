import { describe, expect, it } from 'vitest';
import { type Event, networkFaults, schedule } from '../src/schedule.ts';
import { targets } from '../src/targets.ts';

const whole = { killsPerProcess: 4, network: true };
const killsOf = (events: readonly Event[]) => events.filter((event) => event.kind === 'kill');

describe('a schedule', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(schedule(7, whole)).toEqual(schedule(7, whole));
    expect(schedule(8, whole)).not.toEqual(schedule(7, whole));
  });

  it.each([1, 2, 3, 7, 1_000_003])('kills every process as often as asked for (seed %i)', (seed) => {
    const kills = killsOf(schedule(seed, whole));
    expect(kills).toHaveLength(targets.length * 4);
    for (const target of targets)
      expect(kills.filter((kill) => kill.target === target).length, target).toBe(4);
  });

  it('kills every 2 to 5 s, and lets nothing be down for more than 3 s', () => {
    const kills = killsOf(schedule(3, { ...whole, killsPerProcess: 40 }));
    const pauses = kills.map(({ atMs }, index) => atMs - (kills[index - 1]?.atMs ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(2_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(5_000);
    expect(Math.max(...kills.map(({ downMs }) => downMs))).toBeLessThanOrEqual(3_000);
  });

  it('has every fault of the network and frozen processes, in the order of time', () => {
    const events = schedule(5, { ...whole, killsPerProcess: 20 });
    const faults = new Set(events.map((event) => (event.kind === 'network' ? event.fault : event.kind)));
    expect(faults).toEqual(new Set([...networkFaults, 'kill', 'freeze']));
    expect(events.map(({ atMs }) => atMs)).toEqual(
      events.map(({ atMs }) => atMs).toSorted((one, other) => one - other),
    );
  });

  it('leaves the network alone when told to', () => {
    const events = schedule(5, { killsPerProcess: 20, network: false });
    expect(events.filter(({ kind }) => kind === 'network')).toEqual([]);
  });

  it('begins the same, however long it is', () => {
    const short = schedule(9, whole);
    expect(schedule(9, { ...whole, killsPerProcess: 9 }).slice(0, short.length)).toEqual(short);
  });
});
