import { ofKind } from '../manifest.ts';
import { appOf, type Workload, workloadsOf } from '../workloads.ts';
import type { Cluster, Policy } from './policy.ts';

/** A variable that a container gets: its text, or undefined when a Secret has it. */
export type Settings = Map<string, string | undefined>;

/** Every variable that a workload's containers get, ConfigMaps looked up. */
export function settingsOf({ objects }: Cluster, { containers, initContainers }: Workload): Settings {
  const settings: Settings = new Map();
  const maps = ofKind(objects, 'ConfigMap');
  for (const { env, envFrom } of [...initContainers, ...containers]) {
    for (const { configMapRef, prefix } of envFrom ?? []) {
      const map = maps.find(({ body }) => body.metadata?.name === configMapRef?.name);
      for (const [name, value] of Object.entries(map?.body.data ?? {})) {
        settings.set(`${prefix ?? ''}${name}`, value);
      }
    }
    for (const { name, value, valueFrom } of env ?? []) {
      const { name: map, key } = valueFrom?.configMapKeyRef ?? {};
      const looked = maps.find(({ body }) => body.metadata?.name === map)?.body.data?.[key ?? ''];
      settings.set(name, value ?? looked ?? undefined);
    }
  }
  return settings;
}

const ours = (cluster: Cluster) =>
  workloadsOf(cluster.objects)
    .filter(({ kind }) => kind !== 'Pod')
    .flatMap((workload) => {
      const image = workload.containers[0]?.image ?? '';
      const name = /(?:^|\/)shopstack\/([a-z]+):/.exec(image)?.[1] ?? '';
      const app = cluster.facts.apps.get(name);
      return app === undefined || app.variables.length === 0
        ? []
        : [{ workload, app, settings: settingsOf(cluster, workload) }];
    });

/** Charts set only variables that the code reads. */
export const settingsAreRead: Policy = {
  name: 'settings-are-read',
  why: 'A variable nobody reads is a typo: the service runs with its default, and nobody notices.',
  check: (cluster) =>
    ours(cluster).flatMap(({ workload, app, settings }) =>
      [...settings.keys()]
        .filter((name) => !app.variables.some((variable) => variable.name === name))
        .map((name) => ({
          at: workload.at,
          says: `it sets ${name}, which ${app.name} does not read`,
          advice: `Remove it, or correct it after the table of ${app.name} (docs/services.md or its README).`,
        })),
    ),
};

/** Charts set every variable without which a process does not start, and every address that is local by default. */
export const settingsAreGiven: Policy = {
  name: 'settings-are-given',
  why: 'Without a needed variable the process ends with status 78; with a default of localhost it calls itself.',
  check: (cluster) =>
    ours(cluster).flatMap(({ workload, app, settings }) =>
      app.variables
        .filter(
          ({ name, default: value }) =>
            value === 'needed' ||
            (/\/\/localhost\b/.test(value) && name !== `${appOf(workload).toUpperCase()}_URL`),
        )
        .filter(({ name }) => !settings.has(name))
        .map(({ name, default: value }) => ({
          at: workload.at,
          says:
            value === 'needed'
              ? `it does not set ${name}, without which ${app.name} does not start`
              : `it does not set ${name}, so ${app.name} would ask ${value}`,
          advice: `Add ${name} to deploy.env or deploy.secrets.`,
        })),
    ),
};

const local = /^[a-z]+:\/\/([^@/]*@)?(localhost|127\.0\.0\.1)\b/;

/** In a shared environment nothing is addressed as localhost, no development stand-in is let in, and nothing dies by arrangement. */
export const settingsFitTheCluster: Policy = {
  name: 'settings-fit-the-cluster',
  why: 'localhost in a pod is the pod itself, and a stand-in for MongoDB loses what is written.',
  check: (cluster) =>
    ours(cluster).flatMap(({ workload, settings }) =>
      [...settings].flatMap(([name, value]) => {
        const at = workload.at;
        if (value !== undefined && local.test(value)) {
          return [{ at, says: `${name} is ${value}`, advice: 'Name the Service, or the public address.' }];
        }
        if (name === 'ALLOW_STAND_IN' && (value === '1' || value === 'true')) {
          return [{ at, says: 'ALLOW_STAND_IN lets the development stand-in in', advice: 'Leave it out.' }];
        }
        if (name === 'FAILPOINT' && value !== '') {
          return [{ at, says: 'FAILPOINT is set: pods would die where it says', advice: 'Leave it out.' }];
        }
        if (name === 'HOST' && value !== '0.0.0.0') {
          return [{ at, says: `HOST is ${value}: nobody else can reach it`, advice: 'Set HOST to 0.0.0.0.' }];
        }
        return [];
      }),
    ),
};
