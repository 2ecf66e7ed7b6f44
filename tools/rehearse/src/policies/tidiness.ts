import { hookOf } from '../argocd.ts';
import { nameOf, namespaceOf, ofKind } from '../manifest.ts';
import { workloadsOf } from '../workloads.ts';
import type { Policy } from './policy.ts';

const clusterWide = new Set([
  'ClusterRole',
  'ClusterRoleBinding',
  'Namespace',
  'PriorityClass',
  'StorageClass',
]);
const argocds = new Set(['Application', 'AppProject']);

/** All objects of an environment are in the namespace that its Applications name. */
export const oneNamespace: Policy = {
  name: 'one-namespace',
  why: 'An object in another namespace is not found by the rest, and the AppProject refuses it.',
  check: ({ objects }) =>
    objects
      .filter(({ manifest }) => !clusterWide.has(manifest.kind) && !argocds.has(manifest.kind))
      .filter((at) => namespaceOf(at) !== at.namespace)
      .map((at) => ({
        at,
        says: `it is in ${namespaceOf(at)}, its Application’s namespace is ${at.namespace}`,
        advice: 'Take defaults.namespace.name.',
      })),
};

/** No two Applications bring the same object. */
export const oneOwner: Policy = {
  name: 'one-owner',
  why: 'Two Applications that bring the same object undo each other’s changes for ever (SharedResourceWarning).',
  check: ({ objects }) => {
    const owners = new Map<string, string>();
    return objects.flatMap((at) => {
      const key = `${at.manifest.apiVersion.split('/')[0]}/${nameOf(at.manifest)}/${namespaceOf(at)}`;
      const owner = owners.get(key);
      if (owner === undefined) {
        owners.set(key, at.application ?? '');
        return [];
      }
      return [{ at, says: `${owner} brings it too`, advice: 'Leave it in one chart.' }];
    });
  },
};

const standard = ['name', 'instance', 'part-of', 'managed-by'].map((label) => `app.kubernetes.io/${label}`);

/** Objects carry the standard labels. */
export const labelsAreStandard: Policy = {
  name: 'labels-are-standard',
  why: 'Network policies, dashboards and `kubectl -l` find things by them.',
  check: ({ objects }) =>
    objects
      .filter(({ manifest }) => !argocds.has(manifest.kind))
      .flatMap((at) => {
        const labels = at.manifest.metadata.labels ?? {};
        const lacking = standard.filter((label) => labels[label] === undefined);
        const foreign = labels['app.kubernetes.io/part-of'];
        if (lacking.length > 0) {
          return [{ at, says: `it lacks ${lacking.join(', ')}`, advice: 'Use the chart’s labels.' }];
        }
        return foreign === 'shopstack'
          ? []
          : [{ at, says: `it is part of ${foreign}`, advice: 'Set app.kubernetes.io/part-of: shopstack.' }];
      }),
};

/** Hooks are cleared away, and end. */
export const hooksEnd: Policy = {
  name: 'hooks-end',
  why: 'A hook that is never removed stops the next sync by its name; one that never ends holds the sync for ever.',
  check: ({ objects }) =>
    objects
      .filter(({ manifest }) => !['Skip', undefined].includes(hookOf(manifest)))
      .flatMap((at) => {
        const annotations = at.manifest.metadata.annotations ?? {};
        const policy =
          annotations['argocd.argoproj.io/hook-delete-policy'] ?? annotations['helm.sh/hook-delete-policy'];
        return policy === undefined
          ? [
              {
                at,
                says: `it is a ${hookOf(at.manifest)} hook without a delete policy`,
                advice: 'Add argocd.argoproj.io/hook-delete-policy: BeforeHookCreation.',
              },
            ]
          : [];
      })
      .concat(
        ofKind(objects, 'Job')
          .filter(
            ({ body }) =>
              (body.spec?.activeDeadlineSeconds ?? 0) === 0 || body.spec?.backoffLimit === undefined,
          )
          .map((at) => ({
            at,
            says: 'it has no activeDeadlineSeconds or no backoffLimit',
            advice: 'Set both, so that it ends.',
          })),
      ),
};

/** CronJobs end before they begin again, and keep little. */
export const cronJobsEnd: Policy = {
  name: 'cron-jobs-end',
  why: 'Runs that overlap or never end pile up until the node is full.',
  check: ({ objects }) =>
    ofKind(objects, 'CronJob').flatMap((at) => {
      const { concurrencyPolicy, jobTemplate } = at.body.spec ?? {};
      const limit = jobTemplate?.spec?.activeDeadlineSeconds ?? 0;
      return [
        ...(concurrencyPolicy === 'Forbid' || concurrencyPolicy === 'Replace'
          ? []
          : [{ at, says: 'its runs may overlap', advice: 'Set concurrencyPolicy: Forbid.' }]),
        ...(limit > 0 ? [] : [{ at, says: 'its runs need not end', advice: 'Set activeDeadlineSeconds.' }]),
      ];
    }),
};

/** Pods that do not speak to Kubernetes hold no key to it. */
export const tokensStayAway: Policy = {
  name: 'tokens-stay-away',
  why: 'A mounted token lets whoever breaks into a pod ask the API server.',
  check: ({ objects }) =>
    workloadsOf(objects).flatMap(({ at, pod }) => {
      if (pod.automountServiceAccountToken === false) return [];
      const account = pod.serviceAccountName ?? 'default';
      const bound = objects.some(
        ({ manifest }) =>
          ['RoleBinding', 'ClusterRoleBinding'].includes(manifest.kind) &&
          JSON.stringify(manifest['subjects'] ?? []).includes(`"name":"${account}"`),
      );
      return bound
        ? []
        : [
            {
              at,
              says: `it mounts the token of ${account}, to which no role is bound`,
              advice: 'Set automountServiceAccountToken: false.',
            },
          ];
    }),
};
