import { Controller, Get, Res, SetMetadata } from '@nestjs/common';
import { PrometheusController } from '@willsoto/nestjs-prometheus';
import type { FastifyReply } from 'fastify';
import { type Health, HealthService } from './health.service.ts';

/** The same metadata key as libs/auth's `Open`: these handlers need no token. */
const Open = () => SetMetadata('shop:open', true);

/**
 * Is it well? `/health` is for people and alerts: 503 while the service cannot do its work. `/health/ready` is for whoever spreads
 * requests: 503 until the stores were reached for the first time, and while it drains. A store that all replicas share and that is
 * away later is no reason to take every one of them out. `/health/live` asks nobody.
 */
@Open()
@Controller()
export class HealthController {
  constructor(private readonly service: HealthService) {}

  @Get(['health', '_health'])
  async health(@Res() reply: FastifyReply): Promise<void> {
    const health = await this.service.check();
    await answer(reply, health, health.status === 'ok' || health.status === 'degraded');
  }

  @Get('health/ready')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const health = await this.service.check();
    await answer(reply, health, health.ready);
  }

  @Get('health/live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }
}

async function answer(reply: FastifyReply, health: Health, well: boolean): Promise<void> {
  await reply
    .status(well ? 200 : 503)
    .headers({ 'cache-control': 'no-store', ...(well ? {} : { 'retry-after': '5' }) })
    .send(health);
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
