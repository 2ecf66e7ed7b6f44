import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { findHelm } from '../../tools/rehearse/src/helm.ts';
import { Manifest } from '../../tools/rehearse/src/manifest.ts';
import { checkShape } from '../../tools/rehearse/src/schemas/schemas.ts';
import { run } from './support/tools.ts';

const helm = (await findHelm())?.path;
const skipped = helm === undefined ? ' (skipped: no helm; npm run rehearse -- --install-only)' : '';

describe("the charts of the shop's surroundings", () => {
  it.skipIf(helm === undefined).each([
    ['ops/prometheus', [], ['ConfigMap', 'NetworkPolicy', 'PrometheusRule', 'Secret']],
    ['ops/cert-manager', ['--set', 'email=a@shop.example'], ['ClusterIssuer']],
    [
      'ops/cert-manager',
      ['--set', 'email=a@shop.example,storefront.enabled=true'],
      ['Certificate', 'ClusterIssuer'],
    ],
  ])(`have the shapes of their kinds: %s %j${skipped}`, async (path, given, kinds) => {
    const { ok, out } = await run(helm ?? 'helm', ['template', 'x', path, ...given], 'stdout');
    expect(ok, out).toBe(true);
    const objects = parseAllDocuments(out)
      .filter((document) => document.contents !== null)
      .map((document) => Manifest.parse(document.toJS()));
    expect([...new Set(objects.map(({ kind }) => kind))].sort()).toEqual(kinds);
    for (const object of objects)
      expect(await checkShape(object), `${object.kind} ${object.metadata.name}`).toEqual([]);
  });

  it.skipIf(helm === undefined)(`ask for an address before they ask for certificates${skipped}`, async () => {
    const { ok, out } = await run(helm ?? 'helm', ['template', 'x', 'ops/cert-manager']);
    expect(ok).toBe(false);
    expect(out).toContain('give your address: --set email=');
  });
});
