import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SERVICE_SECRET } from '../../../tests/support/tokens.ts';
import { problemOf } from '../src/gateway/api.ts';
import { Env } from '../src/gateway/env.ts';
import { health, metricsServer } from '../src/gateway/health.ts';
import { sendProblem } from '../src/gateway/http.ts';

const running: Server[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.close();
});
async function at(server: Server): Promise<string> {
  running.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
/** The public door, as far as health and metrics go. */
const publicDoor = (showMetrics: boolean) =>
  createServer((request, response) => {
    const options = { version: '1.0.0', draining: false, urls: {}, showMetrics };
    health(request.url ?? '', response, options).catch((error: unknown) =>
      sendProblem(response, problemOf(error)),
    );
  });
const needed = {
  SERVICE_SECRET,
  SESSION_SECRET: SERVICE_SECRET,
  REDIS_URL: 'redis://localhost:6379',
  AMQP_URL: 'amqp://localhost:5672',
};

describe('metrics', () => {
  it('are on the public port while they have no other', async () => {
    expect(Env.parse(needed).METRICS_PORT).toBe(0);
    const answer = await fetch(`${await at(publicDoor(true))}/metrics`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('process_cpu_seconds_total');
  });

  it('are on their own port alone, where they have one', async () => {
    const [door, inner] = [await at(publicDoor(false)), await at(metricsServer())];
    const hidden = await fetch(`${door}/metrics`);
    expect(hidden.status).toBe(404);
    expect(await hidden.json()).toMatchObject({ code: 'route_not_found' });
    expect((await fetch(`${door}/health`)).status).toBe(200);
    const shown = await fetch(`${inner}/metrics?from=prometheus`);
    expect(await shown.text()).toContain('process_cpu_seconds_total');
    for (const path of ['/', '/health', '/metrics/more', '/api/cart/cart'])
      expect((await fetch(inner + path)).status).toBe(404);
  });

  it('cannot be given the port that pages are on', () => {
    const read = Env.safeParse({ ...needed, PORT: '9000', METRICS_PORT: '9000' });
    expect(read.error?.issues).toMatchObject([{ path: ['METRICS_PORT'] }]);
  });
});
