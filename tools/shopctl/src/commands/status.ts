import { z } from 'zod';
import type { Context, Result } from '../context.ts';
import { paint } from '../screen.ts';
import { table } from '../table.ts';
import { Trouble } from '../trouble.ts';

const Health = z.object({
  status: z.enum(['ok', 'degraded', 'down', 'draining']),
  version: z.string(),
  uptimeS: z.number(),
  dependencies: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['up', 'down']),
      critical: z.boolean(),
      latencyMs: z.number(),
      error: z.string().optional(),
    }),
  ),
});
type Dependency = z.infer<typeof Health>['dependencies'][number];

const words = {
  ok: 'is well',
  degraded: 'is open, a part of it is closed',
  down: 'is closed',
  draining: 'has a gateway that is going down',
} as const;

/** The health of the shop as its gateway sees it. */
export async function status({ shop }: Context): Promise<Result> {
  const read = Health.safeParse(await shop.health());
  if (!read.success)
    throw new Trouble(
      'fault',
      `${shop.url}/health answered with something unknown.`,
      'Is --shop the storefront’s own address?',
    );
  const health = read.data;
  const well = health.status === 'ok';
  const rows = table<Dependency>(health.dependencies, [
    { head: 'service', cell: ({ name }) => name },
    {
      head: 'state',
      cell: ({ status: state }) => state,
      style: ({ status: state }) => (state === 'up' ? 'green' : 'red'),
    },
    { head: 'ms', cell: ({ latencyMs }) => String(Math.round(latencyMs)), right: true },
    { head: 'matters', cell: ({ critical }) => (critical ? 'nobody can shop without it' : '') },
    { head: 'why', cell: ({ error }) => error },
  ]);
  const head = `${shop.url} ${paint(well ? 'green' : 'red', words[health.status])} (web ${health.version}).`;
  return { document: { shop: shop.url, ...health }, text: `${head}\n\n${rows}`, found: !well };
}
