import { nameOf } from '../manifest.ts';
import { workloadsOf } from '../workloads.ts';
import type { Policy } from './policy.ts';

/** The ServiceAccount and PriorityClass of a pod are there. */
export const accountsExist: Policy = {
  name: 'accounts-exist',
  why: 'A pod whose ServiceAccount or PriorityClass does not exist is refused; its Deployment waits without a word.',
  check: ({ objects }) => {
    const there = new Set(objects.map(({ manifest }) => nameOf(manifest)));
    return workloadsOf(objects).flatMap(({ at, pod }) => {
      const wanted = [
        ...(pod.serviceAccountName ? [`ServiceAccount/${pod.serviceAccountName}`] : []),
        ...(pod.priorityClassName ? [`PriorityClass/${pod.priorityClassName}`] : []),
      ];
      return wanted
        .filter((name) => !there.has(name) && !/\/(default|system-.*)$/.test(name))
        .map((name) => ({ at, says: `there is no ${name}`, advice: 'Render it, or leave the field out.' }));
    });
  },
};
