import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { read, root } from './files.ts';

/** Metrics that others give, by who gives them. */
const others = {
  prometheus: ['up', 'ALERTS'],
  'prom-client': [
    'nodejs_eventloop_lag_p99_seconds',
    'nodejs_heap_size_used_bytes',
    'process_cpu_seconds_total',
    'process_resident_memory_bytes',
  ],
  'kube-state-metrics': [
    'kube_cronjob_created',
    'kube_cronjob_status_last_successful_time',
    'kube_deployment_status_condition',
    'kube_deployment_status_replicas_available',
    'kube_horizontalpodautoscaler_spec_max_replicas',
    'kube_horizontalpodautoscaler_status_current_replicas',
    'kube_job_status_failed',
    'kube_pod_container_resource_limits',
    'kube_pod_container_status_restarts_total',
    'kube_pod_status_unschedulable',
    'kube_statefulset_replicas',
    'kube_statefulset_status_replicas_ready',
  ],
  kubelet: [
    'container_cpu_usage_seconds_total',
    'container_cpu_cfs_throttled_periods_total',
    'container_memory_working_set_bytes',
    'kubelet_volume_stats_available_bytes',
    'kubelet_volume_stats_capacity_bytes',
  ],
  rabbitmq: [
    'rabbitmq_alarms_free_disk_space_watermark',
    'rabbitmq_alarms_memory_used_watermark',
    'rabbitmq_connections',
    'rabbitmq_detailed_queue_consumers',
    'rabbitmq_detailed_queue_messages',
    'rabbitmq_detailed_queue_messages_ready',
    'rabbitmq_global_messages_confirmed_total',
    'rabbitmq_process_resident_memory_bytes',
    'rabbitmq_queue_consumers',
    'rabbitmq_queue_messages',
    'rabbitmq_queue_messages_ready',
  ],
  rabbitmq_exporter: ['rabbitmq_up'],
  mongodb_exporter: [
    'mongodb_up',
    'mongodb_ss_connections',
    'mongodb_ss_opcounters',
    'mongodb_rs_members_optimeDate',
  ],
  mysqld_exporter: [
    'mysql_up',
    'mysql_global_status_queries',
    'mysql_global_status_slow_queries',
    'mysql_global_status_threads_connected',
    'mysql_global_variables_max_connections',
  ],
  redis_exporter: [
    'redis_up',
    'redis_commands_processed_total',
    'redis_connected_clients',
    'redis_memory_max_bytes',
    'redis_memory_used_bytes',
  ],
  'argo-cd': ['argocd_app_info'],
  'cert-manager': ['certmanager_certificate_expiration_timestamp_seconds'],
  velero: ['velero_backup_last_successful_timestamp'],
} as const;

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}

/** Names that our code registers: the first argument of `metricOnce`, `counter` and `gauge`. */
function ours(): string[] {
  const folders = [
    'libs/health/src',
    'libs/messaging/src',
    'apps/payment/src',
    'apps/catalogue/src',
    'apps/dispatch/src',
    'apps/web/src/gateway',
  ];
  return folders.flatMap(sources).flatMap((path) => {
    const text = read(path);
    const names = [...text.matchAll(/\b(?:metricOnce|counter|gauge)\(\s*'([a-z_]+)'/g)].map(
      ([, name = '']) => name,
    );
    const histograms = [...text.matchAll(/new Histogram\(\{\s*name: '([a-z_]+)'/g)].map(
      ([, name = '']) => name,
    );
    return [...names, ...histograms.flatMap((name) => [`${name}_bucket`, `${name}_count`, `${name}_sum`])];
  });
}

/** Every metric that exists somewhere in the shop's surroundings. */
export const known = (): Set<string> => new Set([...ours(), ...Object.values(others).flat()]);

/** The metrics that an expression asks for. A pattern of names counts with all that it may mean. */
export function metricsOf(expr: string): string[] {
  const patterns = [...expr.matchAll(/__name__=~"([^"]+)"/g)].flatMap(([, pattern = '']) => {
    const meant = [...known()].filter((name) => new RegExp(`^(?:${pattern})$`).test(name));
    return meant.length > 0 ? meant : [pattern];
  });
  const bare = expr
    .replace(/\$\{?\w+\}?/g, '1')
    .replace(/\{[^}]*\}/g, ' ')
    .replace(/"[^"]*"/g, ' ')
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\boffset\s+\w+/g, ' ');
  const words = [...bare.matchAll(/[A-Za-z_:][\w:]*(?!\w*\s*\()/g)].map(([word]) => word);
  const keywords = new Set(['and', 'or', 'unless', 'bool', 'by', 'Inf', 'NaN']);
  return [...new Set([...patterns, ...words.filter((word) => !keywords.has(word))])];
}
