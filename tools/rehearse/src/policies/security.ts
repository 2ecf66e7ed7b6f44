import type { IContainer } from 'kubernetes-models/v1/Container';
import { type Workload, workloadsOf } from '../workloads.ts';
import type { Cluster, Finding, Policy } from './policy.ts';

/** A rule on each container, init containers too. */
function onContainers(
  { objects }: Cluster,
  check: (container: IContainer, workload: Workload) => { says: string; advice: string }[],
): Finding[] {
  return workloadsOf(objects).flatMap((workload) =>
    [...workload.initContainers, ...workload.containers].flatMap((container) =>
      check(container, workload).map(({ says, advice }) => ({
        at: workload.at,
        says: `container ${container.name} ${says}`,
        advice,
      })),
    ),
  );
}

/** Nothing runs as root. */
export const nobodyIsRoot: Policy = {
  name: 'nobody-is-root',
  why: 'Root in a container is root on the node after one escape; Gatekeeper refuses such pods.',
  check: (cluster) =>
    onContainers(cluster, ({ securityContext }, { pod }) => {
      const advice = 'Set runAsNonRoot: true and a runAsUser above 0.';
      const user = securityContext?.runAsUser ?? pod.securityContext?.runAsUser;
      const told = securityContext?.runAsNonRoot ?? pod.securityContext?.runAsNonRoot;
      if (told !== true) return [{ says: 'may run as root', advice }];
      return user === 0 ? [{ says: 'runs as user 0', advice }] : [];
    }),
};

/** Root file systems are read-only. */
export const rootIsReadOnly: Policy = {
  name: 'root-is-read-only',
  why: 'What cannot be written cannot be replaced by an intruder, and nothing fills the node’s disk unseen.',
  check: (cluster) =>
    onContainers(cluster, ({ securityContext }) =>
      securityContext?.readOnlyRootFilesystem === true
        ? []
        : [
            {
              says: 'can write its root file system',
              advice: 'Set readOnlyRootFilesystem: true; mount an emptyDir where it must write.',
            },
          ],
    ),
};

/** No container can gain rights. */
export const nobodyGainsRights: Policy = {
  name: 'nobody-gains-rights',
  why: 'Capabilities and set-uid programs are how a break-in becomes a take-over.',
  check: (cluster) =>
    onContainers(cluster, ({ securityContext }) => {
      const found: { says: string; advice: string }[] = [];
      if (securityContext?.privileged === true) {
        found.push({ says: 'is privileged', advice: 'Leave privileged out.' });
      }
      if (securityContext?.allowPrivilegeEscalation !== false) {
        found.push({ says: 'may gain rights', advice: 'Set allowPrivilegeEscalation: false.' });
      }
      if (securityContext?.capabilities?.drop?.includes('ALL') !== true) {
        found.push({ says: 'keeps capabilities', advice: 'Set capabilities: { drop: [ALL] }.' });
      }
      return found;
    }),
};

/** The kernel's default filter is on, and pods share nothing with their node. */
export const podsAreConfined: Policy = {
  name: 'pods-are-confined',
  why: 'Without seccomp every system call is open; host namespaces and host paths are the node itself.',
  check: (cluster) => [
    ...onContainers(cluster, ({ securityContext }, { pod }) => {
      const profile = (securityContext?.seccompProfile ?? pod.securityContext?.seccompProfile)?.type;
      return profile === 'RuntimeDefault' || profile === 'Localhost'
        ? []
        : [{ says: 'has no seccomp profile', advice: 'Set seccompProfile: { type: RuntimeDefault }.' }];
    }),
    ...workloadsOf(cluster.objects).flatMap(({ at, pod }) => {
      const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((name) => pod[name] === true);
      const paths = (pod.volumes ?? []).filter(({ hostPath }) => hostPath !== undefined && hostPath !== null);
      return [...shared, ...paths.map(({ name }) => `the hostPath ${name}`)].map((what) => ({
        at,
        says: `it shares ${what} with its node`,
        advice: 'Leave it out.',
      }));
    }),
  ],
};
