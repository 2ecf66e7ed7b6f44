import { ofKind } from '../manifest.ts';
import { appOf, hasLabels, longRunning, type Workload } from '../workloads.ts';
import { settingsOf } from './environment.ts';
import type { Cluster, Finding, Policy } from './policy.ts';
import { leastReplicas } from './scaling.ts';

/** A number of pods, of so many; percentages as Kubernetes rounds them. */
function podsOf(
  value: string | number | null | undefined,
  all: number,
  fallback: string,
  up: boolean,
): number {
  const said = String(value ?? fallback);
  if (!said.endsWith('%')) return Number(said);
  const exact = (Number(said.slice(0, -1)) * all) / 100;
  return up ? Math.ceil(exact) : Math.floor(exact);
}

/** A rolling update gets from the old pods to the new on a cluster that is full. */
export const rolloutsEnd: Policy = {
  name: 'rollouts-end',
  why: 'With maxUnavailable 0 a release waits for room for one more pod: on full nodes for ever, each waiting for the other.',
  check: (cluster) =>
    ofKind(cluster.objects, 'Deployment').flatMap((at): Finding[] => {
      const workload = longRunning([at])[0];
      const { type, rollingUpdate } = at.body.spec?.strategy ?? {};
      if (workload === undefined || type === 'Recreate') return [];
      const least = leastReplicas(cluster, workload);
      const surge = podsOf(rollingUpdate?.maxSurge, least, '25%', true);
      const gone = podsOf(rollingUpdate?.maxUnavailable, least, '25%', false);
      if (surge === 0 && gone === 0) {
        return [
          {
            at,
            says: `of ${least} replicas none may be added and none may go, so no release ever ends`,
            advice: 'Set maxSurge or maxUnavailable to 1.',
          },
        ];
      }
      if (gone > 0 || least === 1) return [];
      return [
        {
          at,
          says: `of ${least} replicas none may go, so a release waits for room that a full cluster never has`,
          advice: 'Set maxUnavailable to 1; the other replicas go on.',
        },
      ];
    }),
};

const guarded = ({ objects }: Cluster) =>
  ofKind(objects, 'PodDisruptionBudget').map((at) => ({
    at,
    spec: at.body.spec,
    workloads: longRunning(objects).filter(({ labels }) => {
      const wanted = at.body.spec?.selector?.matchLabels;
      return wanted !== undefined && wanted !== null && hasLabels(labels, wanted);
    }),
  }));

/** A disruption budget guards something, and lets nodes be drained. */
export const budgetsLetNodesDrain: Policy = {
  name: 'budgets-let-nodes-drain',
  why: 'A budget that wants all replicas up blocks every drain: node upgrades and the cluster autoscaler stop there.',
  check: (cluster) =>
    guarded(cluster).flatMap(({ at, spec, workloads }) => {
      if (workloads.length !== 1) {
        const found = workloads.map(({ kind, name }) => `${kind}/${name}`).join(', ') || 'nothing';
        const says = `it selects ${found}`;
        return [{ at, says, advice: 'Let it select the pods of exactly one workload.' }];
      }
      return workloads.flatMap((workload) => {
        const least = leastReplicas(cluster, workload);
        const needed =
          spec?.minAvailable === undefined || spec.minAvailable === null
            ? least - podsOf(spec?.maxUnavailable, least, '0', true)
            : podsOf(spec.minAvailable, least, '0', true);
        if (needed < least) return [];
        return [
          {
            at,
            says: `${needed} of at least ${least} replicas must stay, so none can be moved`,
            advice: 'Use maxUnavailable: 1, and no budget for a single replica.',
          },
        ];
      });
    }),
};

const preStopSeconds = ({ containers }: Workload) =>
  Math.max(0, ...containers.map(({ lifecycle }) => Number(lifecycle?.preStop?.sleep?.seconds ?? 0)));

/** A pod has the time that it takes to finish what it has in hand. */
export const gracePeriodsSuffice: Policy = {
  name: 'grace-periods-suffice',
  why: 'A pod that is killed while it drains breaks requests and leaves messages half done; one that does not wait before it closes gets requests from balancers that do not know yet.',
  check: (cluster) =>
    longRunning(cluster.objects).flatMap((workload): Finding[] => {
      const app = cluster.facts.apps.get(appOf(workload));
      if (app === undefined) return [];
      const drain = settingsOf(cluster, workload).get('DRAIN_DELAY_MS');
      const before = preStopSeconds(workload);
      const needed = before + (Number(drain ?? 0) + cluster.facts.shutdownMs) / 1_000;
      const given = workload.pod.terminationGracePeriodSeconds ?? 30;
      const short: Finding[] =
        given > needed
          ? []
          : [
              {
                at: workload.at,
                says: `${given} s until it is killed, ${needed} s may pass (preStop ${before}, drain and shutdown ${needed - before})`,
                advice: `Set terminationGracePeriodSeconds above ${needed}.`,
              },
            ];
      if (before > 0 || Number(drain ?? 0) > 0) return short;
      const says = 'it closes its door at once, while balancers still send requests';
      return [
        ...short,
        { at: workload.at, says, advice: 'Set DRAIN_DELAY_MS to some seconds, or add a preStop sleep.' },
      ];
    }),
};
