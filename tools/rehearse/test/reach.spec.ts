import { describe, expect, it } from 'vitest';

import { mayReceive, maySend, selects } from '../src/policies/reach.ts';
import { workloadsOf } from '../src/workloads.ts';
import { shop } from './shop.ts';
import { broken, clusterOf } from './support.ts';

/** A cluster, and its cart and redis. */
function ends(text: string) {
  const cluster = clusterOf(text);
  const all = workloadsOf(cluster.objects);
  const [cart, redis] = ['Deployment', 'StatefulSet'].map((kind) => all.find((one) => one.kind === kind));
  if (cart === undefined || redis === undefined) throw new Error('the fixture lacks a workload');
  return { cluster, cart, redis, there: { labels: redis.labels, namespace: 'shopstack' } };
}
const outside = { labels: {}, namespace: undefined };
const rule = /( {4}- to: .*redis.*\n {6}ports: .*\n)/;

describe('a NetworkPolicy', () => {
  it('lets through what it names, and nothing else', () => {
    const { cluster, cart, redis, there } = ends(shop);
    expect(maySend(cluster, cart, there, 6379, redis)).toBe(true);
    expect(maySend(cluster, cart, there, 6380, redis)).toBe(false);
    expect(maySend(cluster, cart, { labels: redis.labels, namespace: 'elsewhere' }, 6379, redis)).toBe(false);
    expect(maySend(cluster, cart, outside, 443)).toBe(false);
    expect(mayReceive(cluster, redis, { labels: cart.labels, namespace: 'shopstack' }, 6379)).toBe(true);
    expect(mayReceive(cluster, redis, { labels: {}, namespace: 'shopstack' }, 6379)).toBe(false);
  });

  it('may name a port by its name, a range, or all', () => {
    for (const [ports, allowed] of [
      ['ports: [{ port: redis }]', [6379]],
      ['ports: [{ port: 6000, endPort: 7000 }]', [6000, 6379, 7000]],
      ['ports: []', [1, 6000, 6379, 7000]],
      ['ports: [{ protocol: UDP, port: 6379 }]', []],
    ] as const) {
      const { cluster, cart, redis, there } = ends(
        broken(
          rule,
          `    - to: [{ podSelector: { matchLabels: { app.kubernetes.io/name: redis } } }]\n      ${ports}\n`,
        ),
      );
      const open = [1, 6000, 6379, 7000].filter((port) => maySend(cluster, cart, there, port, redis));
      expect(open, ports).toEqual(allowed);
    }
  });

  it('lets out to addresses by an ipBlock alone, which says nothing of pods', () => {
    const text = broken(rule, '    - to: [{ ipBlock: { cidr: 0.0.0.0/0 } }]\n      ports: [{ port: 443 }]\n');
    const { cluster, cart, redis, there } = ends(text);
    expect(maySend(cluster, cart, outside, 443)).toBe(true);
    expect(maySend(cluster, cart, outside, 80)).toBe(false);
    expect(maySend(cluster, cart, there, 443, redis)).toBe(false);
  });

  it('limits nothing that none selects', () => {
    const { cluster, cart, redis, there } = ends(
      broken(
        'podSelector: { matchLabels: { app.kubernetes.io/name: cart } }',
        'podSelector: { matchLabels: { app.kubernetes.io/name: nobody } }',
      ),
    );
    expect(maySend(cluster, cart, there, 1, redis)).toBe(true);
    expect(maySend(cluster, cart, outside, 443)).toBe(true);
  });
});

describe('a selector', () => {
  it('takes labels and expressions together', () => {
    const labels = { app: 'cart', tier: 'front' };
    const asks = (key: string, operator: string, values?: string[]) =>
      selects(
        { matchLabels: { app: 'cart' }, matchExpressions: [{ key, operator, values: values ?? null }] },
        labels,
      );
    expect(selects({}, labels)).toBe(true);
    expect(selects({ matchLabels: { app: 'user' } }, labels)).toBe(false);
    expect(asks('tier', 'In', ['front', 'back'])).toBe(true);
    expect(asks('tier', 'NotIn', ['front'])).toBe(false);
    expect(asks('other', 'NotIn', ['front'])).toBe(true);
    expect(asks('tier', 'Exists')).toBe(true);
    expect(asks('tier', 'DoesNotExist')).toBe(false);
  });
});
