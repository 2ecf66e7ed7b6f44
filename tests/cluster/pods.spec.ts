import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { mongoUrl, mysqlUrl, redisUrl } from '../support/stores.ts';
import { until } from '../support/until.ts';
import { ownVhost } from '../support/vhost.ts';
import { applyRoots, removeShop } from './support/bring-up.ts';
import { application, get, kubectl, refresh, settled, whyNot } from './support/cluster.ts';
import { Forwarder } from './support/forward.ts';
import { Repository } from './support/repository.ts';

const APPS = ['web', 'user', 'catalogue', 'cart', 'payment', 'shipping', 'ratings', 'dispatch'] as const;
const PREPROD = 'shopstack-preprod';
const NAMESPACES = { staging: 'shopstack', preprod: PREPROD } as const;
type Environment = keyof typeof NAMESPACES;

const reason = await whyNoPods();
if (reason !== undefined) console.log(`tests/cluster/pods.spec.ts is skipped: ${reason}.`);

interface Nodes {
  items: {
    status: { nodeInfo: { containerRuntimeVersion: string }; addresses: { type: string; address: string }[] };
  }[];
}

/** Pods need a node that runs them, and the images on it: tests/cluster/README.md says how. */
async function whyNoPods(): Promise<string | undefined> {
  const missing = await whyNot();
  if (missing !== undefined) return missing;
  if (process.env.SHOP_TEST_PODS !== '1') return 'SHOP_TEST_PODS is not 1 (tests/cluster/README.md)';
  const { items } = await get<Nodes>('nodes');
  const runs = items.every(({ status }) => status.nodeInfo.containerRuntimeVersion.startsWith('containerd'));
  return runs ? undefined : 'the nodes of this cluster only play at running pods';
}

describe.skipIf(reason !== undefined)('a change of cart, from the push to preprod and back', () => {
  let repository: Repository;
  let forwarder: Forwarder;
  const vhosts: { remove(): Promise<void> }[] = [];
  /** Application counts with the root: no stores of their own here, psp in staging alone. */
  const expected = { staging: APPS.length + 4, preprod: APPS.length + 3 } as const;

  const release = (...args: string[]) => repository.release(...args);

  interface Pods {
    items: {
      status: {
        containerStatuses?: { image: string; imageID: string; restartCount: number }[];
        phase: string;
      };
    }[];
  }
  const podsOf = async (app: string, namespace: string) =>
    (
      await get<Pods>(
        'pods',
        `--namespace=${namespace}`,
        `--selector=app.kubernetes.io/name=${app},app.kubernetes.io/component=app`,
      )
    ).items;

  async function verdictOf(app: string, environment: Environment) {
    const { data } = await get<{ data: { latest: string } }>(
      'configmap',
      `verdict-${app}`,
      `--namespace=${NAMESPACES[environment]}`,
    );
    return JSON.parse(data.latest) as { app: string; version: string; verdict: string; reason?: string };
  }

  const greenFor = (app: string, version: string, environment: Environment) =>
    until(
      `${app} ${version} is green in ${environment}`,
      async () => {
        const verdict = await verdictOf(app, environment).catch(() => undefined);
        return verdict?.version === version ? verdict : undefined;
      },
      280_000,
    );

  beforeAll(async () => {
    repository = await Repository.create();
    await removeShop();
    const { items } = await get<Nodes>('nodes');
    const address = items[0]?.status.addresses.find(({ type }) => type === 'InternalIP')?.address;
    if (address === undefined) throw new Error('the node has no address');
    forwarder = new Forwarder(address);
    await openApiTo(address);
    await fitToOneNode();
    for (const environment of ['staging', 'preprod'] as const) await provideSecrets(environment);
    for (const app of [...APPS, 'psp', 'verifier'])
      await repository.git('tag', '--annotate', `${app}/v0.1.0`, '--message', app);
    await repository.git('push', '--quiet', 'origin', '--tags', 'k8s/staging', 'k8s/staging:k8s/preprod');
    await applyRoots(repository, { withoutStores: true, preprodNamespace: PREPROD, hpa: false });
  }, 300_000);

  afterAll(async () => {
    await removeShop();
    forwarder.close();
    await Promise.all(vhosts.map((vhost) => vhost.remove()));
    repository.remove();
  }, 200_000);

  test('every app runs, and the verifier buys a robot before a sync counts as done', async () => {
    await settled('staging', expected.staging, 900_000);
    for (const app of APPS) {
      expect(await greenFor(app, '0.1.0', 'staging')).toMatchObject({ verdict: 'green' });
      for (const { status } of await podsOf(app, NAMESPACES.staging)) expect(status.phase).toBe('Running');
    }
  }, 1_000_000);

  test('preprod runs beside it', async () => {
    await settled('preprod', expected.preprod, 900_000);
    expect(await greenFor('web', '0.1.0', 'preprod')).toMatchObject({ verdict: 'green' });
  }, 1_000_000);

  test('a change of cart: the plan names cart alone, cart alone is synced, the verdict is green', async () => {
    repository.edit('apps/cart/src/main.ts', (text) => `${text}\n// A change.\n`);
    await repository.git('commit', '--quiet', '--all', '--message', 'Change the cart');
    await repository.git('push', '--quiet', 'origin', 'k8s/staging');
    const plan = JSON.parse((await release('plan', '--json')).stdout) as {
      apps: { app: string; changed: boolean }[];
    };
    expect(plan.apps.filter(({ changed }) => changed).map(({ app }) => app)).toEqual(['cart']);
    const others = await podNames();
    await repository.tag('cart', '0.1.1');
    await release('values', 'cart=0.1.1');
    await refresh('staging');
    expect(await greenFor('cart', '0.1.1', 'staging')).toMatchObject({ verdict: 'green' });
    await settled('staging', expected.staging);
    const after = await podNames();
    expect(after.filter((name) => !name.startsWith('cart-'))).toEqual(
      others.filter((name) => !name.startsWith('cart-')),
    );
    expect(after.filter((name) => name.startsWith('cart-'))).not.toEqual(
      others.filter((name) => name.startsWith('cart-')),
    );
  }, 400_000);

  test('promoted, preprod follows', async () => {
    await release('promote', '--approve', 'Ada');
    await refresh('preprod');
    expect(await greenFor('cart', '0.1.1', 'preprod')).toMatchObject({ verdict: 'green' });
    await settled('preprod', expected.preprod);
  }, 400_000);

  test('a version that does not come up leaves the shop open, and is rolled back by a commit', async () => {
    await repository.git('pull', '--quiet', '--rebase', 'origin', 'k8s/staging');
    // 0.1.2 was tagged, but its image cannot be had: the worst release there is.
    await repository.tag('cart', '0.1.2');
    await release('values', 'cart=0.1.2');
    await refresh('staging');
    await until(
      'the sync waits for what does not come',
      async () => (await application('staging-cart')).status?.health?.status !== 'Healthy',
      120_000,
    );
    // The shop goes on selling meanwhile: one old pod is left to answer.
    expect((await podsOf('cart', NAMESPACES.staging)).some(({ status }) => status.phase === 'Running')).toBe(
      true,
    );
    await release('rollback', 'cart', '--environment', 'staging');
    await refresh('staging');
    // As `argocd app terminate-op staging-cart` does: the sync that waits would hold the next one back.
    const end = JSON.stringify({ status: { operationState: { phase: 'Terminating' } } });
    const { status } = await application('staging-cart');
    if (status?.operationState?.phase === 'Running') {
      const where = ['applications.argoproj.io', 'staging-cart', '--namespace=argocd'];
      await kubectl(['patch', ...where, '--type=merge', `--patch=${end}`]);
    }
    await settled('staging', expected.staging);
    expect(await greenFor('cart', '0.1.1', 'staging')).toMatchObject({ verdict: 'green' });
  }, 600_000);

  async function podNames(): Promise<string[]> {
    const lists = await Promise.all(
      APPS.map((app) =>
        kubectl([
          'get',
          'pods',
          `--namespace=${NAMESPACES.staging}`,
          `--selector=app.kubernetes.io/name=${app},app.kubernetes.io/component=app`,
          '--field-selector=status.phase=Running',
          '--output=jsonpath={.items[*].metadata.name}',
        ]),
      ),
    );
    return lists.flatMap((text) => text.split(' ')).sort();
  }

  /** The API server of a cluster on one machine listens on loopback; pods reach it by the Service `kubernetes`. */
  async function openApiTo(address: string): Promise<void> {
    const server = await kubectl([
      'config',
      'view',
      '--minify',
      '--output=jsonpath={.clusters[0].cluster.server}',
    ]);
    const port = await forwarder.open(Number(new URL(server).port));
    const endpoints = {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'kubernetes', namespace: 'default' },
      subsets: [{ addresses: [{ ip: address }], ports: [{ name: 'https', port }] }],
    };
    await kubectl(['apply', '--filename=-'], JSON.stringify(endpoints));
  }

  /** Two shops on two cores: one replica each, and MongoDB may be the stand-in. */
  async function fitToOneNode(): Promise<void> {
    for (const app of APPS) {
      repository.edit(`charts/${app}/values.yaml`, (text) =>
        text
          .replace('replicaCount: 2', 'replicaCount: 1')
          .replace(/requests: \{ cpu: \d+m/, 'requests: { cpu: 10m')
          .replace('  env:\n', "  env:\n    - name: ALLOW_STAND_IN\n      value: '1'\n"),
      );
    }
    await repository.git('commit', '--quiet', '--all', '--message', 'Fit on one node');
  }

  /** The Secrets that each chart's deploy.secrets asks for, with the stores of this test run. */
  async function provideSecrets(environment: Environment): Promise<void> {
    const namespace = NAMESPACES[environment];
    await kubectl(['create', 'namespace', namespace]);
    const vhost = await ownVhost(environment);
    vhosts.push(vhost);
    const drawn = new Map<string, string>();
    const secret = (name: string) => {
      const known = drawn.get(name) ?? randomBytes(24).toString('hex');
      drawn.set(name, known);
      return known;
    };
    const values: Record<string, (app: string) => Promise<string> | string> = {
      AMQP_URL: () => forwarder.url(vhost.url),
      MONGO_URL: (app) => forwarder.url(mongoUrl(`${app}_${environment}`)),
      MYSQL_URL: async (app) => forwarder.url(await mysqlUrl(`${app}_${environment}`)),
      // A database of its own: what pages are made of must not come from the other environment's products.
      REDIS_URL: () => forwarder.url(`${redisUrl()}/${environment === 'staging' ? 0 : 1}`),
      SMTP_URL: () => 'smtp://mailbox:1025',
      WORLDPAY_WEBHOOK_SECRETS: () => `1:${secret('WORLDPAY_WEBHOOK_SECRET')}`,
    };
    for (const app of [...APPS, 'psp', 'verifier']) {
      const keys =
        app === 'verifier'
          ? ['SERVICE_SECRET']
          : (parse(repository.read(`charts/${app}/values.yaml`)) as { deploy: { secrets: string[] } }).deploy
              .secrets;
      const entries = await Promise.all(
        keys.map(async (key) => [key, (await values[key]?.(app)) ?? secret(key)] as const),
      );
      const object = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: app, namespace },
        stringData: Object.fromEntries(entries),
      };
      await kubectl(['apply', '--filename=-'], JSON.stringify(object));
    }
  }
});
