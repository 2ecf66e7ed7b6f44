import type { INetworkPolicyPeer } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPeer';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import { namespaceOf, ofKind } from '../manifest.ts';
import { hasLabels, type Labels, portOf, type Workload } from '../workloads.ts';
import type { Cluster } from './policy.ts';

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

/** The NetworkPolicies that decide about a pod in one direction. */
export const policiesOn = ({ objects }: Cluster, { labels }: Workload, type: 'Egress' | 'Ingress') =>
  ofKind(objects, 'NetworkPolicy').filter(({ body }) => {
    const types =
      body.spec?.policyTypes ?? (body.spec?.egress === undefined ? ['Ingress'] : ['Ingress', 'Egress']);
    return types.includes(type) && selects(body.spec?.podSelector, labels);
  });

/** Somewhere out of the cluster. */
export const outside: End = { labels: {}, namespace: undefined };
/** A workload's pods as the other end. */
export const endOf = (workload: Workload): End => ({
  labels: workload.labels,
  namespace: namespaceOf(workload.at),
});
