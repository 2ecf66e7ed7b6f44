import { describe, expect, it } from 'vitest';
import { median, percentile } from '../src/job.ts';
import { compare, turn } from '../src/rates.ts';

const outcome = (perSecond: number, errors = 0) => ({
  perSecond,
  errors,
  requests: perSecond,
  p50: 1,
  p99: 2,
  cpuMicros: 3,
});

describe('the benchmark’s figures', () => {
  it('compare targets within a round, so that a slow minute of the machine changes no ratio', () => {
    const quick = { raw: outcome(1_000), direct: outcome(800), gateway: outcome(400) };
    const slow = { raw: outcome(100), direct: outcome(80), gateway: outcome(40) };
    const { ratios, rates } = compare('reading', [quick, slow, slow]);
    expect(ratios).toEqual({ directToRaw: 0.8, gatewayToDirect: 0.5 });
    expect(rates.raw.perSecond).toBe(100);
  });

  it('keep every error of every round', () => {
    const bad = { raw: outcome(10), direct: outcome(10, 2), gateway: outcome(10) };
    const { rates } = compare('reading', [bad, bad]);
    expect([rates.raw.errors, rates.direct.errors, rates.gateway.errors]).toEqual([0, 4, 0]);
  });

  it('let every target go first in its turn', () => {
    const firsts = [0, 1, 2, 3].map((round) => turn(round)[0]);
    expect(firsts).toEqual(['raw', 'direct', 'gateway', 'raw']);
    expect([...turn(4)].sort()).toEqual(['direct', 'gateway', 'raw']);
  });

  it('take medians and percentiles as everybody does', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
    const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
    expect([percentile(hundred, 0.5), percentile(hundred, 0.99)]).toEqual([51, 100]);
  });
});
