import { appOf, longRunning, workloadsOf } from '../workloads.ts';
import { edgesOf } from './edges.ts';
import type { Finding, Policy } from './policy.ts';
import { endOf, mayReceive, maySend, outside, policiesOn } from './reach.ts';

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
