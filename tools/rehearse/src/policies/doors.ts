import { namespaceOf, ofKind, type Rendered } from '../manifest.ts';
import { hasLabels, longRunning, portOf } from '../workloads.ts';
import type { Cluster, Finding, Policy } from './policy.ts';
import { mayReceive } from './reach.ts';

/** The workloads behind a Service, and the container's port of one of its ports. */
function behind({ objects }: Cluster, name: string, port: string | number) {
  const service = ofKind(objects, 'Service').find(({ body }) => body.metadata?.name === name);
  const found = (service?.body.spec?.ports ?? []).find((one) => one.name === port || one.port === port);
  const selector = service?.body.spec?.selector ?? {};
  const workloads = longRunning(objects).filter(
    ({ labels }) => service !== undefined && hasLabels(labels, selector),
  );
  return { found, workloads, target: found?.targetPort ?? found?.port };
}

const elsewhere = (namespace: string) => ({ labels: {}, namespace });

/** Where the Ingress controller runs. */
const CONTROLLER = 'ingress-nginx';

/** An Ingress leads to a Service that is there, and not to what is for operators. */
export const ingressesLeadSomewhere: Policy = {
  name: 'ingresses-lead-somewhere',
  why: 'A wrong backend is a 503 or 502 for every shopper; /metrics in public shows what only operators should see.',
  check: (cluster) =>
    ofKind(cluster.objects, 'Ingress').flatMap((at): Finding[] => {
      const paths = (at.body.spec?.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
      if (paths.length === 0) return [{ at, says: 'it routes nothing', advice: 'Name its hosts and paths.' }];
      return paths.flatMap(({ path, backend }) => {
        const name = backend.service?.name ?? '';
        const port = backend.service?.port?.name ?? backend.service?.port?.number ?? '';
        return [...shown(at, path ?? '/'), ...routed(cluster, at, name, port)];
      });
    }),
};

const shown = (at: Rendered, path: string): Finding[] =>
  /^\/(metrics|docs|openapi)/.test(path)
    ? [{ at, says: `it shows ${path} to everyone`, advice: 'Take that path out.' }]
    : [];

function routed(cluster: Cluster, at: Rendered, name: string, port: string | number): Finding[] {
  const { found, workloads, target } = behind(cluster, name, port);
  if (found === undefined) {
    const says = `it leads to ${name}:${port}, which no Service has`;
    return [{ at, says, advice: 'Name a rendered Service and one of its ports.' }];
  }
  return workloads.flatMap((workload) => {
    const number = portOf(workload, target ?? '') ?? Number(target);
    if (mayReceive(cluster, workload, elsewhere(CONTROLLER), number)) return [];
    const says = `its controller in ${CONTROLLER} may not reach ${name} on ${number}`;
    return [{ at, says, advice: 'Set network.public and network.ingressNamespace.' }];
  });
}

/** What an Ingress shows to everyone serves its metrics on another door. */
export const metricsStayInside: Policy = {
  name: 'metrics-stay-inside',
  why: 'Whoever can read /metrics knows how much is sold and what fails.',
  check: ({ objects }) =>
    ofKind(objects, 'ServiceMonitor').flatMap((at) => {
      const selector = at.body.spec?.selector?.matchLabels ?? {};
      const services = ofKind(objects, 'Service').filter(({ manifest }) =>
        hasLabels(manifest.metadata.labels ?? {}, selector),
      );
      const open = ofKind(objects, 'Ingress')
        .flatMap(({ body }) => body.spec?.rules ?? [])
        .flatMap(({ http }) => http?.paths ?? [])
        .filter(({ path }) => ['/', '/metrics'].includes(path ?? '/'))
        .flatMap(({ backend }) => backend.service ?? []);
      return services.flatMap(({ body }) =>
        (at.body.spec?.endpoints ?? []).flatMap(({ port }) => {
          const own = body.spec?.ports?.find(({ name }) => name === port);
          const isShown = open.some(
            (service) =>
              service.name === body.metadata?.name &&
              (service.port?.name === port || service.port?.number === own?.port),
          );
          return isShown
            ? [
                {
                  at,
                  says: `its port ${port} is the one that the Ingress shows to everyone`,
                  advice: 'Serve metrics on a port of their own (METRICS_PORT, service.ports.metrics).',
                },
              ]
            : [];
        }),
      );
    }),
};

/** A ServiceMonitor finds a Service, its port, and a way to the pods. */
export const monitorsFindServices: Policy = {
  name: 'monitors-find-services',
  why: 'A ServiceMonitor that matches nothing is silent: dashboards are empty when they are needed.',
  check: (cluster) =>
    ofKind(cluster.objects, 'ServiceMonitor').flatMap((at): Finding[] => {
      const selector = at.body.spec?.selector?.matchLabels ?? {};
      const services = ofKind(cluster.objects, 'Service').filter(
        (service) =>
          namespaceOf(service) === namespaceOf(at) &&
          hasLabels(service.manifest.metadata.labels ?? {}, selector),
      );
      if (services.length === 0) {
        return [
          { at, says: 'no Service has the labels it selects', advice: 'Take the labels of the Service.' },
        ];
      }
      return services.flatMap((service) => scraped(cluster, at, service, at.body.spec?.endpoints ?? []));
    }),
};

function scraped(
  cluster: Cluster,
  at: Rendered,
  service: Rendered,
  endpoints: { port?: string | null }[],
): Finding[] {
  const name = service.manifest.metadata.name;
  return endpoints.flatMap(({ port }): Finding[] => {
    const { found, workloads, target } = behind(cluster, name, port ?? '');
    if (found === undefined) {
      return [{ at, says: `Service/${name} has no port ${port}`, advice: 'Name a port of the Service.' }];
    }
    return workloads
      .filter((workload) => {
        const number = portOf(workload, target ?? '') ?? Number(target);
        return !mayReceive(cluster, workload, elsewhere('monitoring'), number);
      })
      .map(() => ({
        at,
        says: `Prometheus in the namespace monitoring may not reach ${name}:${port}`,
        advice: 'Let the NetworkPolicy admit the namespace of Prometheus.',
      }));
  });
}
