import { Inject, Injectable } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { type Called, type Dependency, HealthRegistry } from './registry.ts';

export const IDENTITY = Symbol('IDENTITY');
export interface Identity {
  service: string;
  version: string;
}

/** One dependency's state, as /health shows it. */
export interface DependencyHealth {
  name: string;
  status: 'up' | 'down';
  critical: boolean;
  latencyMs: number;
  error?: string;
}

/** What /health answers. `degraded`: something is down without which the main work goes on. */
export interface Health {
  status: 'ok' | 'degraded' | 'down' | 'draining';
  /** Whether requests may come to this replica; /health/ready answers by it. */
  ready: boolean;
  service: string;
  version: string;
  uptimeS: number;
  dependencies: DependencyHealth[];
  /** The services it calls, and whether it still asks them. */
  calls: Called[];
}

const CHECK_LIMIT_MS = 1_000;

@Injectable()
export class HealthService {
  constructor(
    @Inject(IDENTITY) private readonly identity: Identity,
    private readonly registry: HealthRegistry,
    private readonly terminus: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
  ) {}

  /** Asks every dependency at once, each within a second. */
  async check(): Promise<Health> {
    const found: DependencyHealth[] = [];
    const checks = this.registry.all().map((dependency) => async () => {
      const health = await probe(dependency);
      found.push(health);
      const indicator = this.indicators.check(dependency.name);
      return health.status === 'up' || !dependency.critical ? indicator.up() : indicator.down();
    });
    const well = await this.terminus.check(checks).then(
      () => true,
      () => false,
    );
    const works = well && this.registry.opening.size === 0;
    const degraded = found.some((dependency) => dependency.status === 'down');
    return {
      status: this.registry.draining ? 'draining' : !works ? 'down' : degraded ? 'degraded' : 'ok',
      ready: this.registry.ready,
      ...this.identity,
      uptimeS: Math.round(process.uptime()),
      dependencies: found.sort((a, b) => a.name.localeCompare(b.name)),
      calls: this.registry.called(),
    };
  }
}

async function probe({ name, critical, check }: Dependency): Promise<DependencyHealth> {
  const started = performance.now();
  const state = await Promise.race([
    Promise.resolve()
      .then(check)
      .then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      ),
    new Promise<string>((resolve) => {
      setTimeout(() => resolve(`no answer within ${CHECK_LIMIT_MS} ms`), CHECK_LIMIT_MS).unref();
    }),
  ]);
  const latencyMs = Math.round((performance.now() - started) * 10) / 10;
  if (state === undefined) return { name, status: 'up', critical, latencyMs };
  return { name, status: 'down', critical, latencyMs, error: state };
}
