import { ofKind } from '../manifest.ts';
import { longRunning, type Workload } from '../workloads.ts';
import type { Cluster, Policy } from './policy.ts';

const targets = ({ objects }: Cluster) =>
  ofKind(objects, 'HorizontalPodAutoscaler').map((at) => ({
    at,
    spec: at.body.spec,
    workload: longRunning(objects).find(
      ({ kind, name }) =>
        kind === at.body.spec?.scaleTargetRef?.kind && name === at.body.spec?.scaleTargetRef?.name,
    ),
  }));

/** Only one decides how many pods there are. */
export const oneCountsReplicas: Policy = {
  name: 'one-counts-replicas',
  why: 'With `replicas` in git and an autoscaler, self-healing sets the number back each time the autoscaler changes it.',
  check: (cluster) =>
    targets(cluster).flatMap(({ workload }) =>
      workload?.replicas === undefined
        ? []
        : [
            {
              at: workload.at,
              says: `it has replicas: ${workload.replicas}, and an autoscaler too`,
              advice: 'Leave replicas out while hpa.enabled is true.',
            },
          ],
    ),
};

/** An autoscaler can do what it is there for. */
export const autoscalersCanScale: Policy = {
  name: 'autoscalers-can-scale',
  why: 'An autoscaler without its target, without CPU requests to measure against, or with wrong bounds does nothing.',
  check: (cluster) =>
    targets(cluster).flatMap(({ at, spec, workload }) => {
      const { kind, name } = spec?.scaleTargetRef ?? { kind: '', name: '' };
      if (workload === undefined) {
        return [{ at, says: `there is no ${kind}/${name}`, advice: 'Name the workload it is to scale.' }];
      }
      const [least, most] = [spec?.minReplicas ?? 1, spec?.maxReplicas ?? 0];
      const bounds =
        least <= most && least >= 1
          ? []
          : [{ at, says: `minReplicas ${least} and maxReplicas ${most}`, advice: 'Let 1 <= min <= max.' }];
      const measured = (spec?.metrics ?? []).flatMap(({ resource }) => resource?.name ?? []);
      if (measured.length === 0) {
        return [...bounds, { at, says: 'it measures nothing', advice: 'Give it a CPU target.' }];
      }
      const lacking = measured.flatMap((what) =>
        workload.containers
          .filter(({ resources }) => resources?.requests?.[what] === undefined)
          .map((container) => ({
            at,
            says: `it measures ${what}, and ${container.name} of ${kind}/${name} requests none`,
            advice: 'Set deploy.resources.requests.',
          })),
      );
      return [...bounds, ...lacking];
    }),
};

/** How few pods of a workload there may be: what the autoscaler or the workload says. */
export function leastReplicas(cluster: Cluster, workload: Workload): number {
  const scaled = targets(cluster).find((target) => target.workload?.at.manifest === workload.at.manifest);
  return scaled === undefined ? (workload.replicas ?? 1) : (scaled.spec?.minReplicas ?? 1);
}
