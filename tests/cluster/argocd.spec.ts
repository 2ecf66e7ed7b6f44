import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { until } from '../support/until.ts';
import { applyRoots, removeShop } from './support/bring-up.ts';
import { application, applications, get, kubectl, refresh, settled, whyNot } from './support/cluster.ts';
import { Repository } from './support/repository.ts';

/** Where preprod lives when it shares this one cluster with staging. */
const PREPROD = 'shopstack-preprod';
const reason = await whyNot();
if (reason !== undefined) console.log(`tests/cluster/argocd.spec.ts is skipped: ${reason}.`);

interface Deployment {
  readonly metadata: { readonly generation: number };
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}

const deployment = (name: string, namespace = 'shopstack') =>
  get<Deployment>('deployment', name, `--namespace=${namespace}`);
const imageOf = async (name: string, namespace?: string) =>
  (await deployment(name, namespace)).spec.template.spec.containers[0]?.image;

describe.skipIf(reason !== undefined)('from a push to a sync, on a real ArgoCD', () => {
  let repository: Repository;
  let staging = 0;

  const release = (...args: string[]) => repository.release(...args);

  async function releaseCart(version: string): Promise<void> {
    await repository.tag('cart', version);
    await release('values', `cart=${version}`);
    await refresh('staging');
  }

  async function revisionsOf(environment: string): Promise<Record<string, number>> {
    const all = await applications(environment);
    return Object.fromEntries(
      all.map(({ metadata, status }) => [metadata.name, status?.history?.length ?? 0]),
    );
  }

  beforeAll(async () => {
    repository = await Repository.create();
    await removeShop();
    await repository.tag('cart', '0.1.0');
    await applyRoots(repository, { preprodNamespace: PREPROD });
    const rendered = parse(repository.read('argocd/applications/values.yaml')) as {
      applications: Record<string, unknown>;
    };
    staging = Object.keys(rendered.applications).length + 1;
  });

  afterAll(async () => {
    await removeShop();
    repository.remove();
  });

  test('the staging root brings every app and store up, Synced and Healthy', async () => {
    const all = await settled('staging', staging, 600_000);
    for (const app of [
      'web',
      'user',
      'catalogue',
      'cart',
      'payment',
      'shipping',
      'ratings',
      'dispatch',
      'mongodb',
    ])
      expect(all.map(({ metadata }) => metadata.name)).toContain(`staging-${app}`);
    for (const { spec } of all) expect(spec.source.targetRevision).toBe('k8s/staging');
  }, 620_000);

  test('preprod follows its own branch', async () => {
    // No mailbox and no played payment providers there.
    const all = await settled('preprod', staging - 2, 600_000);
    for (const { spec } of all) expect(spec.source.targetRevision).toBe('k8s/preprod');
  }, 620_000);

  test('a release of cart rolls out cart, and nothing else', async () => {
    const before = await revisionsOf('staging');
    const others = await deployment('catalogue');
    await releaseCart('0.1.1');
    await until(
      'cart 0.1.1 rolled out',
      async () => (await imageOf('cart'))?.endsWith('cart:0.1.1'),
      120_000,
    );
    await settled('staging', staging);
    const after = await revisionsOf('staging');
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed).toEqual(['staging-cart']);
    expect((await deployment('catalogue')).metadata.generation).toBe(others.metadata.generation);
    expect(await imageOf('cart', PREPROD)).toMatch(/cart:0\.1\.0$/);
  });

  test('what someone changes by hand heals, what the HPA decides stays', async () => {
    await kubectl([
      'set',
      'image',
      'deployment/ratings',
      'ratings=shopstack/ratings:9.9.9',
      '--namespace=shopstack',
    ]);
    await kubectl(['delete', 'service', 'shipping', '--namespace=shopstack']);
    await kubectl(['scale', 'deployment', 'user', '--replicas=3', '--namespace=shopstack']);
    await until(
      'the image healed',
      async () => (await imageOf('ratings'))?.endsWith('ratings:0.1.0'),
      120_000,
    );
    await until('the Service is back', () => get('service', 'shipping', '--namespace=shopstack'), 120_000);
    await settled('staging', staging);
    expect((await deployment('user')).spec.replicas).toBe(3);
  });

  test('preprod gets a version by promotion alone, and only with a green verdict and a word', async () => {
    const verdict = {
      app: 'cart',
      version: '0.1.1',
      environment: 'staging',
      verdict: 'green',
      at: new Date().toISOString(),
      seconds: 3,
    };
    await repository.git('pull', '--quiet', '--rebase', 'origin', 'k8s/staging');
    const refused = await release('promote', '--approve', 'Ada').catch((error: unknown) => error);
    expect(String(refused)).toMatch(/verdict/i);
    const configMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'verdict-cart', namespace: 'shopstack', labels: { 'shopstack.io/verdict': 'true' } },
      data: { latest: JSON.stringify(verdict), history: JSON.stringify([verdict]) },
    };
    await kubectl(['apply', '--filename=-'], JSON.stringify(configMap));
    expect(await imageOf('cart', PREPROD)).toMatch(/cart:0\.1\.0$/);
    await release('promote', '--approve', 'Ada');
    await refresh('preprod');
    await until(
      'preprod follows',
      async () => (await imageOf('cart', PREPROD))?.endsWith('cart:0.1.1'),
      120_000,
    );
    const all = await settled('preprod', staging - 2);
    for (const { spec } of all) expect(spec.source.targetRevision).toBe('k8s/preprod');
  });

  test('a rollback is a commit that ArgoCD follows and does not undo', async () => {
    await release('rollback', 'cart', '--environment', 'staging');
    await refresh('staging');
    await until('cart is back', async () => (await imageOf('cart'))?.endsWith('cart:0.1.0'), 120_000);
    await settled('staging', staging);
    expect(await imageOf('cart')).toMatch(/cart:0\.1\.0$/);
    expect(await imageOf('cart', PREPROD)).toMatch(/cart:0\.1\.1$/);
    expect((await application('staging-cart')).status?.sync?.status).toBe('Synced');
  });
});
