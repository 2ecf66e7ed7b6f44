import { ofKind } from '../manifest.ts';
import { hasLabels, longRunning, portOf, workloadsOf } from '../workloads.ts';
import type { Policy } from './policy.ts';

/** A Deployment's or StatefulSet's selector finds the pods of its own template. */
export const selectorsMatch: Policy = {
  name: 'selectors-match',
  why: 'The API server refuses a workload whose selector does not match its own template: nothing of it is created.',
  check: ({ objects }) =>
    longRunning(objects).flatMap(({ at, selector, labels }) => {
      const advice = 'Give selector and template the same labels from one place.';
      if (selector === undefined || Object.keys(selector).length === 0) {
        return [{ at, says: 'it has no selector', advice }];
      }
      const lacking = Object.entries(selector).filter(([key, value]) => labels[key] !== value);
      return lacking.map(([key, value]) => ({
        at,
        says: `its selector asks for ${key}=${value}, its pods have ${labels[key] ?? 'no such label'}`,
        advice,
      }));
    }),
};

/** Two workloads never claim the same pods. */
export const selectorsDiffer: Policy = {
  name: 'selectors-differ',
  why: 'A selector that also matches another workload’s pods counts and stops pods that are not its own.',
  check: ({ objects }) => {
    const all = workloadsOf(objects);
    return longRunning(objects).flatMap(({ at, selector = {} }) =>
      all
        .filter((other) => other.at.manifest !== at.manifest && Object.keys(selector).length > 0)
        .filter((other) => hasLabels(other.labels, selector))
        .map((other) => ({
          at,
          says: `its selector matches the pods of ${other.kind}/${other.name} too`,
          advice: 'Give each its own app.kubernetes.io/name or app.kubernetes.io/component.',
        })),
    );
  },
};

/** A Service finds pods, and the port it sends to is one of theirs. */
export const servicesReachPods: Policy = {
  name: 'services-reach-pods',
  why: 'A Service without pods, or with a port nobody listens on, answers nothing and says nothing.',
  check: ({ objects }) => {
    const workloads = longRunning(objects);
    return ofKind(objects, 'Service').flatMap((at) => {
      const selector = at.body.spec?.selector;
      if (at.body.spec?.type === 'ExternalName') return [];
      if (selector === undefined || selector === null || Object.keys(selector).length === 0) {
        return [{ at, says: 'it selects no pods', advice: 'Give it the selector of its workload.' }];
      }
      const behind = workloads.filter(({ labels }) => hasLabels(labels, selector));
      if (behind.length === 0) {
        return [{ at, says: 'no pod has the labels it selects', advice: 'Take the labels of its workload.' }];
      }
      return (at.body.spec?.ports ?? []).flatMap(({ port, targetPort }) =>
        behind
          .filter((workload) => portOf(workload, targetPort ?? port) === undefined)
          .map(({ kind, name }) => ({
            at,
            says: `its port ${port} goes to ${targetPort ?? port}, which ${kind}/${name} does not declare`,
            advice: 'Name a port of the container.',
          })),
      );
    });
  },
};
