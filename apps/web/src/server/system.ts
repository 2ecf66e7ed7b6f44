import type { ServiceName } from '@shop/contracts';
import { z } from 'zod';
import { env } from './env.ts';
import { peers } from './peers.ts';

const LIMIT_MS = 1_500;

const Health = z.object({
  status: z.enum(['ok', 'degraded', 'down', 'draining']),
  version: z.string(),
  uptimeS: z.number(),
  dependencies: z.array(
    z.object({ name: z.string(), status: z.enum(['up', 'down']), latencyMs: z.number() }),
  ),
  calls: z
    .array(z.object({ name: z.string(), breaker: z.enum(['closed', 'open', 'half-open']) }))
    .default([]),
});

/** A part of the shop, as it says itself that it is. */
export interface Part {
  name: ServiceName;
  status: z.output<typeof Health>['status'] | 'away';
  version: string | undefined;
  uptimeS: number | undefined;
  /** Stores and the like, and whether they answer. */
  needs: z.output<typeof Health>['dependencies'];
  /** The services it calls, and whether it still asks them. */
  calls: z.output<typeof Health>['calls'];
}

/** Asks every service how it is, each within a limit; who does not answer is away. */
export async function partsOfTheShop(): Promise<Part[]> {
  const { USER_URL, CATALOGUE_URL, CART_URL, PAYMENT_URL, SHIPPING_URL, RATINGS_URL, DISPATCH_URL, VERSION } =
    env();
  const urls: [ServiceName, string][] = [
    ['user', USER_URL],
    ['catalogue', CATALOGUE_URL],
    ['cart', CART_URL],
    ['payment', PAYMENT_URL],
    ['shipping', SHIPPING_URL],
    ['ratings', RATINGS_URL],
    ['dispatch', DISPATCH_URL],
  ];
  const asked = await Promise.all(urls.map(([name, url]) => partOf(name, url)));
  const web: Part = {
    name: 'web',
    status: 'ok',
    version: VERSION,
    uptimeS: Math.round(process.uptime()),
    needs: [],
    calls: peers().breakers(),
  };
  return [web, ...asked];
}

async function partOf(name: ServiceName, url: string): Promise<Part> {
  try {
    const answer = await fetch(`${url.replace(/\/$/, '')}/health`, {
      signal: AbortSignal.timeout(LIMIT_MS),
      cache: 'no-store',
    });
    const { status, version, uptimeS, dependencies, calls } = Health.parse(await answer.json());
    return { name, status, version, uptimeS, needs: dependencies, calls };
  } catch {
    // Away, or what answers there is no service of ours: to whoever looks at the map that is the same.
    return { name, status: 'away', version: undefined, uptimeS: undefined, needs: [], calls: [] };
  }
}
