import { get, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { Controller, type DynamicModule, Module } from '@nestjs/common';
import { routesOf } from '@shop/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { baseEnv, CoreModule, Implements, type RunningService, run } from '../src/index.ts';

@Controller()
class IdleController {}
// It has to answer what its contract says, and nobody asks.
for (const [index, route] of routesOf('shipping').entries()) {
  const descriptor = { value: () => ({}), configurable: true, writable: true };
  const name = `answer${index}`;
  Object.defineProperty(IdleController.prototype, name, descriptor);
  Implements(route)(IdleController.prototype as never, name, descriptor as never);
}

@Module({})
class IdleModule {
  static with(env: z.output<z.ZodObject<typeof baseEnv>>): DynamicModule {
    return {
      module: IdleModule,
      imports: [CoreModule.forRoot('shipping', env)],
      controllers: [IdleController],
    };
  }
}

let service: RunningService | undefined;
const agent = new HttpAgent({ keepAlive: true });
afterEach(async () => {
  agent.destroy();
  await service?.stop();
});

const start = async (drainMs: number): Promise<RunningService> => {
  const env = z.object(baseEnv).parse({
    PORT: 0,
    LOG_LEVEL: 'silent',
    SERVICE_SECRET: 'a-secret-for-tests-of-thirty-two-characters',
    DRAIN_DELAY_MS: drainMs,
  });
  service = await run('shipping', IdleModule.with(env), env);
  return service;
};

const ask = (url: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get(url, { agent, timeout: 5_000 }, (answer) => resolve(answer.resume())).once('error', reject);
  });

describe('a service that is asked to end', () => {
  it('sends its callers elsewhere while it drains, answers them until then, and ends with nobody on a line', async () => {
    const { url, stop } = await start(3_000);
    const before = await ask(`${url}/health/live`);
    // Callers leave a connection they do not use before the drain is over.
    expect(before.headers).toMatchObject({ connection: 'keep-alive', 'keep-alive': 'timeout=3' });
    const ended = stop();
    service = undefined;
    const during = await ask(`${url}/health/live`);
    expect([during.statusCode, during.headers.connection]).toEqual([200, 'close']);
    expect((await ask(`${url}/health/ready`)).statusCode).toBe(503);
    const left = await Promise.race([ended.then(() => 'ended'), wait(20_000).then(() => 'still there')]);
    expect(left).toBe('ended');
    await expect(ask(`${url}/health/live`)).rejects.toThrow('ECONNREFUSED');
  });
});
