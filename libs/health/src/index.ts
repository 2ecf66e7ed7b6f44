export { HealthModule } from './health.module.ts';
export { type DependencyHealth, type Health, HealthService, type Identity } from './health.service.ts';
export { countRequest, httpMetrics, isProbe, metricOnce, PROBE_HEADER } from './http-metrics.ts';
export { type Dependency, HealthRegistry } from './registry.ts';
