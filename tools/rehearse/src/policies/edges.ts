import { ofKind } from '../manifest.ts';
import { appOf, hasLabels, longRunning, portOf, type Workload, workloadsOf } from '../workloads.ts';
import { settingsOf } from './environment.ts';
import type { Cluster } from './policy.ts';

/** One talks to the other, as the code and its settings have it. */
export interface Edge {
  from: Workload;
  /** The workload behind, or undefined for something outside of the namespace. */
  to: Workload | undefined;
  /** The container's port; outside, any of several. */
  ports: number[];
  /** Which variable says so. */
  by: string;
}

/** Variables in Secrets whose content git does not know, and where they lead: a store here, or a managed one's ports. */
const secretUrls: Record<string, { store: string; port: number; managed: number[] }> = {
  MONGO_URL: { store: 'mongodb', port: 27_017, managed: [27_017] },
  MYSQL_URL: { store: 'mysql', port: 3306, managed: [3306] },
  REDIS_URL: { store: 'redis', port: 6379, managed: [6379, 6380] },
  AMQP_URL: { store: 'rabbitmq', port: 5672, managed: [5671, 5672] },
  SMTP_URL: { store: 'mailbox', port: 1025, managed: [25, 465, 587] },
};
/** URLs that are for browsers: a process hands them out and does not call them. */
const forBrowsers = new Set([
  'PUBLIC_URL',
  'PSP_URL',
  'SHOP_ORIGIN',
  'STRIPE_FIELDS_URL',
  'WORLDPAY_FIELDS_URL',
]);

/** Every edge of the cluster. */
export function edgesOf(cluster: Cluster): Edge[] {
  const services = ofKind(cluster.objects, 'Service');
  const workloads = longRunning(cluster.objects);
  return workloadsOf(cluster.objects).flatMap((from) => {
    const settings = settingsOf(cluster, from);
    return [...settings].flatMap(([name, value]): Edge[] => {
      if (value === undefined) {
        const known = secretUrls[name];
        if (known === undefined) return [];
        const { store, port, managed } = known;
        const to = workloads.find((workload) => appOf(workload) === store);
        // A migration has the secrets of its service, and talks to the database alone.
        if (isMigration(from) && !['mongodb', 'mysql'].includes(store)) return [];
        return [{ from, to, ports: to === undefined ? managed : [port], by: name }];
      }
      if (forBrowsers.has(name) || isMigration(from)) return [];
      // Amazon's own, unless another address is given for it.
      if (name === 'S3_BUCKET' && value !== '' && (settings.get('S3_ENDPOINT') ?? '') === '')
        return [{ from, to: undefined, ports: [443], by: name }];
      const url = URL.parse(value);
      if (url === null || !/^https?:$/.test(url.protocol)) return [];
      const host = url.hostname.split('.')[0];
      const service = services.find(({ body }) => body.metadata?.name === host);
      const wanted = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
      if (service === undefined) return [{ from, to: undefined, ports: [wanted], by: name }];
      const target = service.body.spec?.ports?.find(({ port }) => port === wanted)?.targetPort ?? wanted;
      return workloads
        .filter(({ labels }) => hasLabels(labels, service.body.spec?.selector ?? {}))
        .map((to) => ({ from, to, ports: [portOf(to, target) ?? Number(target)], by: name }));
    });
  });
}

const isMigration = ({ labels }: Workload) => labels['app.kubernetes.io/component'] === 'migration';
