import { routesOf, type ServiceName, serviceNames } from '@shop/contracts';
import { describe, expect, it } from 'vitest';
import { Manifest } from '../../tools/rehearse/src/manifest.ts';
import { checkShape } from '../../tools/rehearse/src/schemas/schemas.ts';
import { list, load, loadAll } from './support/files.ts';

interface Policy {
  kind: string;
  metadata: { name: string; namespace: string };
  spec: {
    action?: string;
    selector?: { matchLabels: Record<string, string> };
    rules?: {
      from: { source: { principals: string[] } }[];
      to?: { operation: { methods?: string[]; paths?: string[] } }[];
    }[];
  };
}

const manifests = [...list('ops/istio', '.yaml'), ...list('ops/istio/faults', '.yaml')].filter(
  (path) => !/istiod|gateway-values/.test(path),
);
const policies = loadAll<Policy>('ops/istio/authorization-policies.yaml');
const apps = [
  'web',
  'user',
  'catalogue',
  'cart',
  'payment',
  'shipping',
  'ratings',
  'dispatch',
  'psp',
] as const;
const ruleOf = (app: string) => policies.find(({ metadata }) => metadata.name === app)?.spec;
const callersOf = (app: string): string[] =>
  (ruleOf(app)?.rules ?? [])
    .flatMap(({ from }) => from.flatMap(({ source }) => source.principals))
    .map((principal) => principal.replace('cluster.local/ns/', '').replace('shopstack/sa/', ''))
    .sort();

describe.each(manifests)('%s', (path) => {
  it('has the shape of its kind', async () => {
    for (const document of loadAll<unknown>(path)) {
      const manifest = Manifest.parse(document);
      // An EnvoyFilter's patch and a NetworkPolicy are checked by others: Envoy, and the rehearsal.
      if (['EnvoyFilter', 'NetworkPolicy'].includes(manifest.kind)) continue;
      expect(await checkShape(manifest), manifest.metadata.name).toEqual([]);
    }
  });
});

describe('the mesh', () => {
  it('speaks mutual TLS alone', () => {
    expect(load('ops/istio/peer-authentication.yaml')).toMatchObject({
      metadata: { name: 'default', namespace: 'shopstack' },
      spec: { mtls: { mode: 'STRICT' } },
    });
  });

  it('denies what no rule allows', () => {
    expect(policies.find(({ metadata }) => metadata.name === 'deny-all')?.spec).toEqual({});
    expect(policies.map(({ metadata }) => metadata.name).sort()).toEqual([...apps, 'deny-all'].sort());
  });

  it.each(apps)('lets to %s those who call it by its chart, and the public by the gateway', (app) => {
    const { network } = load<{ network: { calledBy?: string[]; public?: boolean } }>(
      `charts/${app}/values.yaml`,
    );
    const wanted = [
      ...(network.calledBy ?? []),
      ...(network.public === true ? ['istio-ingress/sa/istio-ingress'] : []),
    ];
    expect(callersOf(app)).toEqual(wanted.sort());
    expect(ruleOf(app)?.action).toBe('ALLOW');
    expect(ruleOf(app)?.selector?.matchLabels['app.kubernetes.io/name']).toBe(app);
  });

  it.each(serviceNames.filter((name) => name !== 'web'))(
    "lets others use %s by its contract's methods",
    (name) => {
      const methods = new Set(routesOf(name as ServiceName).map(({ method }) => method));
      const [rule, verifier] = ruleOf(name)?.rules ?? [];
      expect(rule?.to?.[0]?.operation.methods).toEqual([...methods].sort());
      expect(verifier?.to).toEqual([{ operation: { methods: ['GET'], paths: ['/health', '/health/*'] } }]);
    },
  );

  it('keeps the ports of stores out of the proxies', () => {
    const { global, sidecarInjectorWebhook } = load<{
      global: { proxy: { excludeOutboundPorts: string } };
      sidecarInjectorWebhook: { neverInjectSelector: { matchExpressions: { values: string[] }[] }[] };
    }>('ops/istio/istiod.yaml');
    expect(global.proxy.excludeOutboundPorts.split(',')).toEqual(['27017', '3306', '6379', '5672', '1025']);
    const never = sidecarInjectorWebhook.neverInjectSelector[0]?.matchExpressions[0]?.values;
    expect(never).toEqual(['mongodb', 'mysql', 'redis', 'rabbitmq', 'mailbox']);
  });
});
