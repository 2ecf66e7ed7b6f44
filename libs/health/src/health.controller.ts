import { Controller, Get, Res, SetMetadata } from '@nestjs/common';
import { PrometheusController } from '@willsoto/nestjs-prometheus';
import type { FastifyReply } from 'fastify';
import { HealthService } from './health.service.ts';

/** The same metadata key as libs/auth's `Open`: these handlers need no token. */
const Open = () => SetMetadata('shop:open', true);

/** Is it well? `/health` and `/health/ready` ask the dependencies, `/health/live` never does. */
@Open()
@Controller()
export class HealthController {
  constructor(private readonly service: HealthService) {}

  @Get(['health', '_health', 'health/ready'])
  async health(@Res() reply: FastifyReply): Promise<void> {
    const health = await this.service.check();
    const well = health.status === 'ok' || health.status === 'degraded';
    await reply
      .status(well ? 200 : 503)
      .headers({ 'cache-control': 'no-store', ...(well ? {} : { 'retry-after': '5' }) })
      .send(health);
  }

  @Get('health/live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }
}

/** Prometheus' door. */
@Open()
@Controller()
export class MetricsController extends PrometheusController {
  @Get()
  override async index(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return super.index(reply);
  }
}
