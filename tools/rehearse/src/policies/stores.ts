import { ofKind } from '../manifest.ts';
import { longRunning } from '../workloads.ts';
import { imageOf } from './images.ts';
import type { Cluster, Finding, Policy } from './policy.ts';
import { leastReplicas } from './scaling.ts';

/** Where the official images keep their data. */
const data: Record<string, string> = {
  mongo: '/data/db',
  mysql: '/var/lib/mysql',
  rabbitmq: '/var/lib/rabbitmq',
  redis: '/data',
};

const holds = (mount: string, path: string) =>
  path === mount || path.startsWith(`${mount.replace(/\/$/, '')}/`);

/** A store keeps its data on a volume that outlives its pod. */
export const storesKeepTheirData: Policy = {
  name: 'stores-keep-their-data',
  why: 'A volume on a path that the store does not write, or none, looks well until the pod is moved and all is gone.',
  check: ({ objects }) => [
    ...ofKind(objects, 'Deployment').flatMap((at): Finding[] => {
      const store = (at.body.spec?.template?.spec?.containers ?? [])
        .map(storeOf)
        .find((name) => name !== undefined);
      const says = `it runs ${store} as a Deployment`;
      return store === undefined
        ? []
        : [{ at, says, advice: 'Use a StatefulSet with a volumeClaimTemplate.' }];
    }),
    ...ofKind(objects, 'StatefulSet').flatMap((at): Finding[] => {
      const claims = (at.body.spec?.volumeClaimTemplates ?? []).map(({ metadata }) => metadata?.name);
      return (at.body.spec?.template?.spec?.containers ?? []).flatMap((container) => {
        const path = data[storeOf(container) ?? ''];
        if (path === undefined) return [];
        const kept = (container.volumeMounts ?? []).filter(({ name }) => claims.includes(name));
        if (kept.some(({ mountPath }) => holds(mountPath, path) || holds(path, mountPath))) return [];
        const says = `${container.name} keeps ${path} on no volume of its own`;
        return [{ at, says, advice: `Mount a volumeClaimTemplate on ${path}.` }];
      });
    }),
  ],
};

const storeOf = ({ image }: { image?: string | null }) => {
  const name =
    imageOf(image ?? '')
      .repository.split('/')
      .at(-1) ?? '';
  return name in data ? name : undefined;
};

/** Replicas are on different nodes where there are several. */
export const replicasAreSpread: Policy = {
  name: 'replicas-are-spread',
  why: 'Two replicas on one node, or in one zone, are gone together.',
  check: (cluster: Cluster) =>
    longRunning(cluster.objects)
      .filter((workload) => workload.kind !== 'DaemonSet' && leastReplicas(cluster, workload) > 1)
      .filter(
        ({ pod }) =>
          (pod.topologySpreadConstraints ?? []).length === 0 &&
          (pod.affinity?.podAntiAffinity ?? null) === null,
      )
      .map(({ at }) => ({
        at,
        says: 'nothing keeps its replicas on different nodes',
        advice: 'Add topologySpreadConstraints over kubernetes.io/hostname and the zone.',
      })),
};
