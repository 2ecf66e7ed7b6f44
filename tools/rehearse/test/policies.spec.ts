import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { policies } from '../src/policies/policies.ts';
import { checkShape } from '../src/schemas/schemas.ts';
import { doors } from './cases/doors.ts';
import { pods } from './cases/pods.ts';
import { workloads } from './cases/workloads.ts';
import { shop } from './shop.ts';
import { broken, clusterOf, findings } from './support.ts';

const cases = [...workloads, ...pods, ...doors];

describe('a shop that keeps the rules', () => {
  it.each(policies.map((policy) => [policy.name, policy] as const))('passes %s', (_, policy) => {
    expect(findings(policy, clusterOf(shop))).toEqual([]);
  });

  it('has the shape that the schemas ask for', async () => {
    const shapes = await Promise.all(clusterOf(shop).objects.map(({ manifest }) => checkShape(manifest)));
    expect(shapes.flat()).toEqual([]);
  });
});

describe('a broken shop', () => {
  it.each(cases)('is told by $rule: $how', ({ rule, find, with: replacement, says, facts: told }) => {
    const policy = policies.find(({ name }) => name === rule);
    if (policy === undefined) throw new Error(`there is no rule ${rule}`);
    expect(findings(policy, clusterOf(broken(find, replacement), told))).toContain(says);
  });

  it('breaks every rule in at least one way', () => {
    const rules = new Set(cases.map(({ rule }) => rule));
    expect(policies.map(({ name }) => name).filter((name) => !rules.has(name))).toEqual([]);
  });
});

describe('the page of the rehearsal', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/rehearsal.md'), 'utf8');

  it.each(policies.map(({ name, why }) => ({ name, why })))('tells of $name', ({ name, why }) => {
    expect(page).toContain(`| \`${name}\` | ${why} |`);
  });
});
