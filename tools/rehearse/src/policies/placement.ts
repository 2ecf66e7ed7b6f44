import { longRunning } from '../workloads.ts';
import type { Policy } from './policy.ts';

/** Everything may run on, and prefers, the nodes that are marked app=shopstack. */
export const podsKnowTheirNodes: Policy = {
  name: 'pods-know-their-nodes',
  why: 'Nodes for the shop carry the taint app=shopstack: a pod without the toleration never gets there.',
  check: ({ objects }) =>
    longRunning(objects).flatMap(({ at, pod }) => {
      const tolerations: unknown = pod.tolerations ?? [];
      if (!Array.isArray(tolerations)) {
        return [{ at, says: 'its tolerations are no list', advice: 'Write them as a list of entries.' }];
      }
      const tolerant = (pod.tolerations ?? []).some(
        ({ key, operator, value }) =>
          key === 'app' &&
          (operator === 'Exists' || ((operator ?? 'Equal') === 'Equal' && value === 'shopstack')),
      );
      const node = pod.affinity?.nodeAffinity;
      const terms = [
        ...(node?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ preference }) => preference),
        ...(node?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []),
      ];
      const attracted = terms
        .flatMap(({ matchExpressions }) => matchExpressions ?? [])
        .some(
          ({ key, operator, values }) => key === 'app' && operator === 'In' && values?.includes('shopstack'),
        );
      return [
        ...(tolerant
          ? []
          : [{ at, says: 'it does not tolerate the taint app=shopstack', advice: 'Add the toleration.' }]),
        ...(attracted
          ? []
          : [
              {
                at,
                says: 'it has no affinity to nodes with app=shopstack',
                advice: 'Add the node affinity.',
              },
            ]),
      ];
    }),
};
