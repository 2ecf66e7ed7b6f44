import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import { ofKind, type Rendered } from './manifest.ts';

/** The labels of something. */
export type Labels = Record<string, string>;

/** Something that makes pods. */
export interface Workload {
  at: Rendered;
  kind: 'CronJob' | 'DaemonSet' | 'Deployment' | 'Job' | 'Pod' | 'StatefulSet';
  name: string;
  /** Labels of its pods. */
  labels: Labels;
  /** Which pods it takes for its own; undefined where the cluster decides. */
  selector: Labels | undefined;
  pod: IPodSpec;
  containers: IContainer[];
  initContainers: IContainer[];
  /** How many pods; undefined when it does not say. */
  replicas: number | undefined;
}

const make = (
  at: Rendered,
  kind: Workload['kind'],
  template: { metadata?: { labels?: Labels | null } | null; spec?: IPodSpec | null } | null | undefined,
  more: { selector?: Labels | null | undefined; replicas?: number | null | undefined } = {},
): Workload => ({
  at,
  kind,
  name: at.manifest.metadata.name,
  labels: template?.metadata?.labels ?? {},
  selector: more.selector ?? undefined,
  pod: template?.spec ?? { containers: [] },
  containers: template?.spec?.containers ?? [],
  initContainers: template?.spec?.initContainers ?? [],
  replicas: more.replicas ?? undefined,
});

/** Everything that makes pods. */
export function workloadsOf(objects: readonly Rendered[]): Workload[] {
  return [
    ...ofKind(objects, 'Deployment').map((at) =>
      make(at, 'Deployment', at.body.spec?.template, {
        selector: at.body.spec?.selector?.matchLabels,
        replicas: at.body.spec?.replicas,
      }),
    ),
    ...ofKind(objects, 'StatefulSet').map((at) =>
      make(at, 'StatefulSet', at.body.spec?.template, {
        selector: at.body.spec?.selector?.matchLabels,
        replicas: at.body.spec?.replicas,
      }),
    ),
    ...ofKind(objects, 'DaemonSet').map((at) =>
      make(at, 'DaemonSet', at.body.spec?.template, { selector: at.body.spec?.selector?.matchLabels }),
    ),
    ...ofKind(objects, 'Job').map((at) => make(at, 'Job', at.body.spec?.template)),
    ...ofKind(objects, 'CronJob').map((at) => make(at, 'CronJob', at.body.spec?.jobTemplate?.spec?.template)),
    ...ofKind(objects, 'Pod').map((at) => make(at, 'Pod', at.body)),
  ];
}

/** Those that run all the time. */
export const longRunning = (objects: readonly Rendered[]): Workload[] =>
  workloadsOf(objects).filter(({ kind }) => ['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind));

/** Whether every label asked for is there. */
export const hasLabels = (labels: Labels, wanted: Labels): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

const APP = 'app.kubernetes.io/name';
/** The app or store that pods belong to. */
export const appOf = ({ labels, name }: Workload): string => labels[APP] ?? name;

/** The number of a container's port, by name or number; undefined when no container has it. */
export function portOf({ containers, initContainers }: Workload, port: string | number): number | undefined {
  const ports = [...containers, ...initContainers].flatMap((container) => container.ports ?? []);
  return ports.find(({ name, containerPort }) => name === port || containerPort === Number(port))
    ?.containerPort;
}
