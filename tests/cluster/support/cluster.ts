import { execa } from 'execa';
import { until } from '../../support/until.ts';

/** An ArgoCD Application, as far as these tests look at it. */
export interface Application {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly source: { readonly path: string; readonly targetRevision: string } };
  readonly status?: {
    readonly sync?: { readonly status: string; readonly revision?: string };
    readonly health?: { readonly status: string };
    readonly operationState?: { readonly phase: string; readonly message?: string };
    readonly history?: readonly { readonly id: number; readonly revision: string }[];
    readonly resources?: readonly { readonly kind: string; readonly name: string; readonly status: string }[];
  };
}

/** Runs kubectl against the cluster of KUBECONFIG and returns what it prints. */
export async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const { stdout } = await execa('kubectl', args, {
    timeout: 60_000,
    ...(input === undefined ? {} : { input }),
  });
  return stdout;
}

/** One object or a list, parsed. */
export async function get<T>(...args: string[]): Promise<T> {
  return JSON.parse(await kubectl(['get', ...args, '--output=json'])) as T;
}

/**
 * Why the cluster tests cannot run here, or undefined where they can: KUBECONFIG must name a cluster on this machine, with
 * ArgoCD. Any other cluster could be someone's shop.
 */
export async function whyNot(): Promise<string | undefined> {
  if ((process.env.KUBECONFIG ?? '') === '') return 'KUBECONFIG is not set';
  try {
    const server = await kubectl([
      'config',
      'view',
      '--minify',
      '--output=jsonpath={.clusters[0].cluster.server}',
    ]);
    const { hostname } = new URL(server);
    if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname))
      return `KUBECONFIG names ${hostname}: only a cluster on this machine is tested on`;
    await kubectl([
      'get',
      'crd',
      'applications.argoproj.io',
      'servicemonitors.monitoring.coreos.com',
      '--request-timeout=10s',
    ]);
    return undefined;
  } catch (error) {
    return `the cluster of KUBECONFIG has no ArgoCD or does not answer: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
  }
}

export async function applications(environment: string): Promise<readonly Application[]> {
  const selector = `--selector=shopstack.io/environment=${environment}`;
  return (await get<{ items: Application[] }>('applications.argoproj.io', '--namespace=argocd', selector))
    .items;
}

export const application = (name: string) =>
  get<Application>('applications.argoproj.io', name, '--namespace=argocd');

/** Asks ArgoCD to look at the repository now, as the repository's webhook would. */
export async function refresh(environment: string): Promise<void> {
  const which = ['applications.argoproj.io', `--selector=shopstack.io/environment=${environment}`];
  await kubectl([
    'annotate',
    ...which,
    '--namespace=argocd',
    '--overwrite',
    'argocd.argoproj.io/refresh=normal',
  ]);
}

/** Waits until every Application of an environment is Synced and Healthy, `expected` of them with the root. */
export async function settled(
  environment: string,
  expected: number,
  limitMs = 240_000,
): Promise<readonly Application[]> {
  let seen: readonly Application[] = [];
  return until(
    `${environment} Synced and Healthy`,
    async () => {
      await Promise.all([giveIngressesAnAddress(), giveClaimsAVolume()]);
      seen = await applications(environment);
      const well = seen.filter(
        ({ status }) =>
          status?.sync?.status === 'Synced' &&
          status.health?.status === 'Healthy' &&
          (status.operationState === undefined || status.operationState.phase === 'Succeeded'),
      );
      return well.length === expected && seen.length === expected ? well : undefined;
    },
    limitMs,
  ).catch((error: unknown) => {
    const states = seen.map(
      ({ metadata, status }) =>
        `${metadata.name} ${status?.sync?.status} ${status?.health?.status} ${status?.operationState?.phase} ${status?.operationState?.message ?? ''}`,
    );
    throw new Error(`${environment} did not settle, of ${expected}:\n${states.join('\n')}`, { cause: error });
  });
}

/** An Ingress is healthy once it has an address; there is no ingress controller here to give it one. */
async function giveIngressesAnAddress(): Promise<void> {
  interface Ingresses {
    items: {
      metadata: { name: string; namespace: string };
      status: { loadBalancer: { ingress?: unknown } };
    }[];
  }
  const { items } = await get<Ingresses>('ingress', '--all-namespaces');
  const patch = JSON.stringify({ status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } } });
  for (const { metadata, status } of items) {
    if (status.loadBalancer.ingress !== undefined) continue;
    const where = ['ingress', metadata.name, `--namespace=${metadata.namespace}`];
    await kubectl(['patch', ...where, '--subresource=status', '--type=merge', `--patch=${patch}`]);
  }
}

/** A claim is bound once there is a volume for it; nothing here makes any. Where pods really run the cluster has its own. */
async function giveClaimsAVolume(): Promise<void> {
  interface Claims {
    items: {
      metadata: { name: string; namespace: string };
      spec: {
        accessModes: string[];
        resources: { requests: { storage: string } };
        storageClassName?: string;
      };
      status: { phase: string };
    }[];
  }
  const { items } = await get<Claims>('persistentvolumeclaims', '--all-namespaces');
  for (const { metadata, spec, status } of items) {
    if (status.phase !== 'Pending') continue;
    const name = `${metadata.namespace}-${metadata.name}`;
    const volume = {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name, labels: { 'app.kubernetes.io/part-of': 'shopstack' } },
      spec: {
        accessModes: spec.accessModes,
        capacity: { storage: spec.resources.requests.storage },
        storageClassName: spec.storageClassName ?? '',
        persistentVolumeReclaimPolicy: 'Retain',
        claimRef: { name: metadata.name, namespace: metadata.namespace },
        hostPath: { path: `/var/lib/shopstack-test/${name}` },
      },
    };
    await kubectl(['apply', '--filename=-'], JSON.stringify(volume));
  }
}
