import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import { appOf, longRunning, type Workload } from '../workloads.ts';
import type { Policy } from './policy.ts';

interface Probed {
  workload: Workload;
  container: IContainer;
  name: 'livenessProbe' | 'readinessProbe' | 'startupProbe';
  probe: IProbe;
}

const probesOf = (workload: Workload): Probed[] =>
  workload.containers.flatMap((container) =>
    (['livenessProbe', 'readinessProbe', 'startupProbe'] as const).flatMap((name) => {
      const probe = container[name];
      return probe === undefined || probe === null ? [] : [{ workload, container, name, probe }];
    }),
  );

/** Where a service answers without asking anyone. */
const ALIVE = '/health/live';

const portIn = (container: IContainer, port: string | number) =>
  (container.ports ?? []).find(({ name, containerPort }) => name === port || containerPort === Number(port));

/** HTTP probes of our services ask paths that the code serves. */
export const probesAskServedPaths: Policy = {
  name: 'probes-ask-served-paths',
  why: 'A probe of a path that answers 404 keeps pods from ever being ready, and the liveness probe restarts them for ever.',
  check: ({ objects, facts }) =>
    longRunning(objects)
      .flatMap(probesOf)
      .flatMap(({ workload, container, name, probe }) => {
        const path = probe.httpGet?.path;
        const served = facts.apps.get(appOf(workload))?.healthPaths;
        if (path === undefined || path === null || served === undefined || served.includes(path)) return [];
        return [
          {
            at: workload.at,
            says: `the ${name} of ${container.name} asks ${path}, which the code does not serve`,
            advice: `Ask one of ${served.join(', ')}.`,
          },
        ];
      }),
};

/** Whether a process is alive is not asked of the stores it uses. */
export const livenessAsksNobodyElse: Policy = {
  name: 'liveness-asks-nobody-else',
  why: 'A liveness probe that asks the database restarts every service at once when the database is away for a moment.',
  check: ({ objects, facts }) =>
    longRunning(objects)
      .flatMap(probesOf)
      .filter(({ name }) => name === 'livenessProbe')
      .flatMap(({ workload, container, probe }) => {
        const served = facts.apps.get(appOf(workload))?.healthPaths ?? [];
        const path = probe.httpGet?.path ?? '';
        if (path === ALIVE || !served.includes(ALIVE) || !served.includes(path)) return [];
        return [
          {
            at: workload.at,
            says: `the livenessProbe of ${container.name} asks ${path}, which asks its dependencies`,
            advice: `Ask ${ALIVE}.`,
          },
        ];
      }),
};

/** Probes ask a port that the container declares. */
export const probesAskOpenPorts: Policy = {
  name: 'probes-ask-open-ports',
  why: 'A probe of a port nobody listens on fails for ever.',
  check: ({ objects }) =>
    longRunning(objects)
      .flatMap(probesOf)
      .flatMap(({ workload, container, name, probe }) => {
        const port = probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port;
        if (port === undefined || portIn(container, port) !== undefined) return [];
        return [
          {
            at: workload.at,
            says: `the ${name} of ${container.name} asks port ${port}, which the container does not declare`,
            advice: 'Ask a port of the container by its name.',
          },
        ];
      }),
};

/** Ports that speak no HTTP. */
const stores = new Map([
  [27_017, 'MongoDB'],
  [3306, 'MySQL'],
  [6379, 'Redis'],
  [5672, 'RabbitMQ'],
  [1025, 'SMTP'],
]);

/** Stores are not asked for web pages. */
export const storesAreAskedInTheirTongue: Policy = {
  name: 'stores-are-asked-in-their-tongue',
  why: 'A database answers an HTTP request with an error, so the pod is killed again and again.',
  check: ({ objects }) =>
    longRunning(objects)
      .flatMap(probesOf)
      .flatMap(({ workload, container, name, probe }) => {
        if (probe.httpGet === undefined || probe.httpGet === null) return [];
        const number = portIn(container, probe.httpGet.port)?.containerPort ?? Number(probe.httpGet.port);
        const store = stores.get(number);
        if (store === undefined) return [];
        return [
          {
            at: workload.at,
            says: `the ${name} of ${container.name} sends HTTP to ${store}’s port ${number}`,
            advice: 'Use exec with the store’s own client, or tcpSocket.',
          },
        ];
      }),
};

/** What runs all the time says when it is ready and when it is alive. */
export const everythingIsProbed: Policy = {
  name: 'everything-is-probed',
  why: 'Without a readiness probe a pod gets traffic before it can answer; without a liveness probe a stuck one stays.',
  check: ({ objects }) =>
    longRunning(objects).flatMap((workload) =>
      workload.containers
        .filter(({ ports }) => (ports ?? []).length > 0)
        .flatMap((container) =>
          (['readinessProbe', 'livenessProbe'] as const)
            .filter((name) => container[name] === undefined || container[name] === null)
            .map((name) => ({
              at: workload.at,
              says: `${container.name} has no ${name}`,
              advice: 'Add one; docs/services.md names the paths.',
            })),
        ),
    ),
};
