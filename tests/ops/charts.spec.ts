import { allRoutes } from '@shop/contracts';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { findHelm } from '../../tools/rehearse/src/helm.ts';
import { Manifest } from '../../tools/rehearse/src/manifest.ts';
import { checkShape } from '../../tools/rehearse/src/schemas/schemas.ts';
import { load } from './support/files.ts';
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

describe('what a merchant uploads', () => {
  interface Values {
    ingress: { annotations: Record<string, string> };
  }
  const size = 'nginx.ingress.kubernetes.io/proxy-body-size';
  const MEGABYTE = 1024 * 1024;
  /** Words of the form beside the file, and what marks them off. */
  const AROUND = 100 * 1024;

  it.each(['charts/web/values-staging.yaml', 'charts/web/values-preprod.yaml', 'ops/local/values/web.yaml'])(
    'comes through the Ingress of %s, whatever its contract lets through',
    (path) => {
      const of = (from: string) => load<Values>(from).ingress.annotations;
      const annotations = { ...of('charts/web/values.yaml'), ...of(path) };
      const most = Math.max(...allRoutes().map(({ upload }) => upload ?? 0));
      expect(Number(/^(\d+)m$/.exec(annotations[size] ?? '')?.[1]) * MEGABYTE).toBeGreaterThan(most + AROUND);
    },
  );
});
