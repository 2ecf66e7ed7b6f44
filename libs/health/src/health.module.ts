import { type DynamicModule, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { HealthController, MetricsController } from './health.controller.ts';
import { HealthService, IDENTITY, type Identity } from './health.service.ts';
import { isMeasured } from './http-metrics.ts';
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
          defaultMetrics: { enabled: !isMeasured() },
        }),
      ],
      controllers: [HealthController],
      providers: [HealthRegistry, HealthService, { provide: IDENTITY, useValue: identity }],
      exports: [HealthRegistry, HealthService],
    };
  }
}
