import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { list, load } from './support/files.ts';
import { known, metricsOf } from './support/metrics.ts';

interface Dashboard {
  uid: string;
  title: string;
  templating: { list: { name: string; query: string | { query: string } }[] };
  panels: { title: string; gridPos: Place; targets: { expr: string }[] }[];
}
interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

const recorded = load<{ groups: { rules: { record?: string }[] }[] }>(
  'ops/prometheus/rules/checkout-windows.yaml',
)
  .groups.flatMap(({ rules }) => rules)
  .flatMap(({ record }) => (record === undefined ? [] : [record]));
const overlap = (a: Place, b: Place): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe.each(list('ops/dashboards', '.json'))('the dashboard %s', (path) => {
  const { uid, title, panels, templating } = load<Dashboard>(path);

  it('is called like its file, so that its address stays', () => {
    expect(uid).toBe(`shopstack-${basename(path, '.json')}`);
    expect(title).toMatch(/^ShopStack: /);
  });

  it.each(panels)('$title asks for metrics that exist', ({ targets }) => {
    const all = new Set([...known(), ...recorded]);
    for (const { expr } of targets) {
      const names = metricsOf(expr);
      expect(names).not.toEqual([]);
      expect(names.filter((name) => !all.has(name))).toEqual([]);
    }
  });

  it('has the variables that its queries use', () => {
    const named = new Set(templating.list.map(({ name }) => name));
    const used = panels
      .flatMap(({ targets }) => targets.flatMap(({ expr }) => [...expr.matchAll(/\$(\w+)/g)]))
      .map(([, name = '']) => name)
      .filter((name) => !name.startsWith('__'));
    expect(used.filter((name) => !named.has(name))).toEqual([]);
    expect(named.has('datasource')).toBe(true);
  });

  it('has no panel upon another', () => {
    const places = panels.map(({ gridPos }) => gridPos);
    for (const [index, place] of places.entries())
      for (const other of places.slice(index + 1)) expect(overlap(place, other)).toBe(false);
  });
});
