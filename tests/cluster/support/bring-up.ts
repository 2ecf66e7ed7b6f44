import { parse } from 'yaml';
import { until } from '../../support/until.ts';
import { get, kubectl } from './cluster.ts';
import type { Repository } from './repository.ts';

/** The names of everything that argocd/applications can make, stores first. */
const STORES = ['mongodb', 'mysql', 'redis', 'rabbitmq', 'mailbox'] as const;
const NAMESPACES = ['shopstack', 'shopstack-preprod'];

export interface BringUp {
  /** Where preprod lives when it shares a cluster with staging. */
  readonly preprodNamespace: string;
  /** Stores are elsewhere; the apps' Secrets have their URLs. */
  readonly withoutStores?: boolean;
  readonly hpa?: boolean;
}

/** Makes ArgoCD ready and gives it the projects and both roots, as docs/deployment.md does. */
export async function applyRoots(repository: Repository, options: BringUp): Promise<void> {
  await checkHealthOfApplications(repository);
  // Both environments share this cluster, and the hour of the test is no sync window.
  const projects = repository
    .read('argocd/project.yaml')
    .replace(
      'namespace: shopstack }',
      `namespace: shopstack }\n    - { server: https://kubernetes.default.svc, namespace: ${options.preprodNamespace} }`,
    )
    .replace(/ {2}syncWindows:[\s\S]*?(?=\n---)/, '');
  await kubectl(['apply', '--filename=-'], projects);
  const parameters = [
    ...(options.withoutStores === true
      ? STORES.map((store) => [`applications.${store}.enabled`, 'false'])
      : []),
    ...(options.hpa === false ? [['hpa.enabled', 'false']] : []),
  ];
  for (const environment of ['staging', 'preprod']) {
    const own = [...parameters];
    if (environment === 'preprod') own.push(['destination.namespace', options.preprodNamespace]);
    const lines = own.map(([name, value]) => `        - { name: ${name}, value: '${value}' }\n`).join('');
    const text = repository
      .read(`argocd/${environment}.yaml`)
      .replace('  destination:', `${lines}  destination:`);
    await kubectl(['apply', '--filename=-'], text);
  }
}

/** The health check for Applications that makes waves wait, from where operators get it. */
async function checkHealthOfApplications(repository: Repository): Promise<void> {
  const values = parse(repository.read('ops/valuefiles/argocd.yaml')) as {
    configs: { cm: Record<string, string> };
  };
  const key = 'resource.customizations.health.argoproj.io_Application';
  const check = values.configs.cm[key];
  if (check === undefined) throw new Error(`ops/valuefiles/argocd.yaml has no ${key}`);
  const patch = JSON.stringify({ data: { [key]: check } });
  await kubectl(['patch', 'configmap', 'argocd-cm', '--namespace=argocd', `--patch=${patch}`]);
}

/** Removes what an earlier run left; roots first, or they make again what is removed. */
export async function removeShop(): Promise<void> {
  const options = ['--namespace=argocd', '--ignore-not-found', '--wait=false'];
  await kubectl(['delete', 'applications.argoproj.io', 'staging', 'preprod', ...options]);
  await kubectl([
    'delete',
    'applications.argoproj.io',
    '--selector=app.kubernetes.io/part-of=shopstack',
    ...options,
  ]);
  await leaveNothingToFinish();
  await kubectl(['delete', 'namespace', ...NAMESPACES, '--ignore-not-found', '--wait=false']);
  await until(
    'the last run removed',
    async () => {
      const { items } = await get<{ items: { metadata: { name: string } }[] }>('namespaces');
      return !items.some(({ metadata }) => NAMESPACES.includes(metadata.name));
    },
    150_000,
  );
  const ours = '--selector=app.kubernetes.io/part-of=shopstack';
  await kubectl(['delete', 'persistentvolumes', ours, '--ignore-not-found', '--wait=false']);
}

/** ArgoCD finishes hooks and Applications as long as it has the project; here everything goes at once. */
async function leaveNothingToFinish(): Promise<void> {
  const nothing = JSON.stringify({ metadata: { finalizers: null } });
  const kinds: [string, string][] = [
    ['applications.argoproj.io', 'argocd'],
    ...NAMESPACES.flatMap((namespace) =>
      ['jobs', 'networkpolicies'].map((kind) => [kind, namespace] as [string, string]),
    ),
  ];
  for (const [kind, namespace] of kinds) {
    const names = await kubectl([
      'get',
      kind,
      `--namespace=${namespace}`,
      '--selector=app.kubernetes.io/part-of=shopstack',
      '--output=name',
    ]);
    for (const name of names.split('\n').filter((line) => line !== ''))
      await kubectl(['patch', name, `--namespace=${namespace}`, '--type=merge', `--patch=${nothing}`]).catch(
        () => undefined,
      );
  }
}
