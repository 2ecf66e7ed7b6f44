import { Counter, Histogram, register } from 'prom-client';

/** A call with this header (any value) is a probe: kept out of metrics and logs. */
export const PROBE_HEADER = 'x-instana-synthetic';

const quiet = ['/health', '/_health', '/metrics'];
/** True for calls nobody wants to read about: probes, health and metrics. */
export const isProbe = (path: string, headers: Record<string, unknown>): boolean =>
  headers[PROBE_HEADER] !== undefined || quiet.some((prefix) => path.startsWith(prefix));

/** One metric by name, shared by every app in the process. */
export function metricOnce<M>(name: string, make: () => M): M {
  return (register.getSingleMetric(name) as M | undefined) ?? make();
}

/** Whether the process is measured already: prom-client's registry is its own, and two apps in one, as in tests, share it. */
export const isMeasured = (): boolean =>
  register.getSingleMetric('process_cpu_user_seconds_total') !== undefined;

const labelNames = ['method', 'route', 'status'] as const;

/** Rate, errors and duration of HTTP requests. `route` is the contract's path, never the raw one. */
export const httpMetrics = {
  requests: metricOnce(
    'http_requests_total',
    () => new Counter({ name: 'http_requests_total', help: 'Requests answered', labelNames }),
  ),
  duration: metricOnce(
    'http_request_duration_seconds',
    () =>
      new Histogram({
        name: 'http_request_duration_seconds',
        help: 'Time from request to answer',
        labelNames,
        buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      }),
  ),
};

/** Counts one answered request. */
export function countRequest(method: string, route: string, status: number, seconds: number): void {
  const labels = { method, route, status: String(status) };
  httpMetrics.requests.inc(labels);
  httpMetrics.duration.observe(labels, seconds);
}
