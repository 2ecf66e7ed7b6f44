import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { register } from 'prom-client';
import { HealthController, MetricsController } from './health.controller.ts';
import { HealthService, IDENTITY, type Identity } from './health.service.ts';
import { HealthRegistry } from './registry.ts';

/** `/health`, `/health/live`, `/health/ready`, `/_health` and `/metrics` for a service. */
@Module({})
export class HealthModule {
  static forRoot(identity: Identity): DynamicModule {
    return {
      module: HealthModule,
      global: true,
      imports: [
        TerminusModule.forRoot({ logger: false }),
        PrometheusModule.register({
          controller: MetricsController,
          path: '/metrics',
          // prom-client's registry is the process's: two apps in one, as in tests, share it.
          defaultMetrics: {
            enabled: register.getSingleMetric('process_cpu_user_seconds_total') === undefined,
          },
        }),
      ],
      controllers: [HealthController],
      providers: [HealthRegistry, HealthService, { provide: IDENTITY, useValue: identity }],
      exports: [HealthRegistry, HealthService],
    };
  }
}
