import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import { namespaceOf, ofKind } from '../manifest.ts';
import {
  appOf,
  hasLabels,
  type Labels,
  longRunning,
  portOf,
  type Workload,
  workloadsOf,
} from '../workloads.ts';
import { edgesOf } from './edges.ts';
import type { Cluster, Finding, Policy } from './policy.ts';

type Selector = {
  matchLabels?: Labels | null;
  matchExpressions?: { key: string; operator: string; values?: string[] | null }[] | null;
};

/** Whether labels are what a Kubernetes selector asks for; an empty selector asks for nothing. */
export function selects(selector: Selector | null | undefined, labels: Labels): boolean {
  if (!hasLabels(labels, selector?.matchLabels ?? {})) return false;
  return (selector?.matchExpressions ?? []).every(({ key, operator, values }) => {
    const value = labels[key];
    if (operator === 'Exists') return value !== undefined;
    if (operator === 'DoesNotExist') return value === undefined;
    const among = value !== undefined && (values ?? []).includes(value);
    return operator === 'In' ? among : !among;
  });
}

/** The other end of a connection: a pod of a namespace, or somewhere outside the cluster. */
interface End {
  labels: Labels;
  namespace: string | undefined;
}

function peersAllow(peers: INetworkPolicyPeer[] | null | undefined, end: End, own: string): boolean {
  if (peers === undefined || peers === null || peers.length === 0) return true;
  return peers.some(({ podSelector, namespaceSelector, ipBlock }) => {
    if (end.namespace === undefined) return ipBlock !== undefined && ipBlock !== null;
    if (ipBlock !== undefined && ipBlock !== null) return false;
    const inNamespace =
      namespaceSelector === undefined || namespaceSelector === null
        ? end.namespace === own
        : selects(namespaceSelector, { 'kubernetes.io/metadata.name': end.namespace });
    return inNamespace && selects(podSelector, end.labels);
  });
}

const portsAllow = (
  ports: INetworkPolicyPort[] | null | undefined,
  number: number,
  workload: Workload | undefined,
) =>
  ports === undefined ||
  ports === null ||
  ports.length === 0 ||
  ports.some(({ port, endPort, protocol }) => {
    if ((protocol ?? 'TCP') !== 'TCP') return false;
    if (port === undefined || port === null) return true;
    const first =
      typeof port === 'number' ? port : workload === undefined ? undefined : portOf(workload, port);
    return first !== undefined && number >= first && number <= (endPort ?? first);
  });

/** Whether the namespace's policies let a pod send to an end. */
export function maySend(cluster: Cluster, from: Workload, to: End, port: number, target?: Workload): boolean {
  const own = namespaceOf(from.at);
  const policies = policiesOn(cluster, from, 'Egress');
  return (
    policies.length === 0 ||
    policies.some(({ body }) =>
      (body.spec?.egress ?? []).some(
        (rule) => peersAllow(rule.to, to, own) && portsAllow(rule.ports, port, target),
      ),
    )
  );
}

/** Whether the namespace's policies let a pod receive from an end. */
export function mayReceive(cluster: Cluster, to: Workload, from: End, port: number): boolean {
  const own = namespaceOf(to.at);
  const policies = policiesOn(cluster, to, 'Ingress');
  return (
    policies.length === 0 ||
    policies.some(({ body }) =>
      (body.spec?.ingress ?? []).some(
        (rule) => peersAllow(rule.from, from, own) && portsAllow(rule.ports, port, to),
      ),
    )
  );
}

const policiesOn = ({ objects }: Cluster, { labels }: Workload, type: 'Egress' | 'Ingress') =>
  ofKind(objects, 'NetworkPolicy').filter(({ body }) => {
    const types =
      body.spec?.policyTypes ?? (body.spec?.egress === undefined ? ['Ingress'] : ['Ingress', 'Egress']);
    return types.includes(type) && selects(body.spec?.podSelector, labels);
  });

const outside: End = { labels: {}, namespace: undefined };
const endOf = (workload: Workload): End => ({ labels: workload.labels, namespace: namespaceOf(workload.at) });

/** Every pod is behind a policy in both directions. */
export const everythingIsDeniedFirst: Policy = {
  name: 'everything-is-denied-first',
  why: 'A pod that no NetworkPolicy selects may be reached by everything and may reach everything.',
  check: (cluster) =>
    workloadsOf(cluster.objects).flatMap((workload) =>
      (['Ingress', 'Egress'] as const)
        .filter((type) => policiesOn(cluster, workload, type).length === 0)
        .map((type) => ({
          at: workload.at,
          says: `no NetworkPolicy limits its ${type.toLowerCase()}`,
          advice: 'Let the default policy of charts/platform select all pods.',
        })),
    ),
};

/** Whoever the code calls can be reached. */
export const edgesAreOpen: Policy = {
  name: 'edges-are-open',
  why: 'A call that a NetworkPolicy drops does not fail at once: it hangs until its time limit, and the feature is dead.',
  check: (cluster) =>
    edgesOf(cluster).flatMap(({ from, to, ports, by }): Finding[] => {
      const [port = 0] = ports;
      if (to === undefined) {
        if (ports.some((one) => maySend(cluster, from, outside, one))) return [];
        const says = `${by} leads out of the cluster, and no egress rule lets port ${ports.join(' or ')} out`;
        return [
          { at: from.at, says, advice: 'Add the addresses to network.external, or enable the store here.' },
        ];
      }
      return [
        ...(maySend(cluster, from, endOf(to), port, to)
          ? []
          : [
              {
                at: from.at,
                says: `it calls ${appOf(to)}:${port} (${by}), and no egress rule lets it`,
                advice: `Add ${appOf(to)} to its network.calls.`,
              },
            ]),
        ...(mayReceive(cluster, to, endOf(from), port)
          ? []
          : [
              {
                at: to.at,
                says: `${appOf(from)} calls it on ${port} (${by}), and no ingress rule lets it in`,
                advice: `Add ${appOf(from)} to its network.calledBy.`,
              },
            ]),
      ];
    }),
};

/** Whoever the code does not call cannot be reached. */
export const nothingElseIsOpen: Policy = {
  name: 'nothing-else-is-open',
  why: 'An edge that is open without need is the way on from one broken service to the next.',
  check: (cluster) => {
    const edges = edgesOf(cluster);
    const all = workloadsOf(cluster.objects);
    const known = new Set(edges.map(({ from, to }) => `${appOf(from)}>${to === undefined ? '' : appOf(to)}`));
    return all.flatMap((from) =>
      longRunning(cluster.objects)
        .filter((to) => appOf(to) !== appOf(from) && !known.has(`${appOf(from)}>${appOf(to)}`))
        .flatMap((to) => {
          const open = to.containers
            .flatMap(({ ports }) => ports ?? [])
            .map(({ containerPort }) => containerPort)
            .filter(
              (port) =>
                maySend(cluster, from, endOf(to), port, to) && mayReceive(cluster, to, endOf(from), port),
            );
          return open.length === 0
            ? []
            : [
                {
                  at: from.at,
                  says: `it may call ${appOf(to)} on ${open.join(', ')}, which its code never does`,
                  advice: `Take ${appOf(to)} out of its network.calls and ${appOf(from)} out of the other’s calledBy.`,
                },
              ];
        }),
    );
  },
};
