import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runChaos } from '../../tools/chaos/src/run.ts';
import { targets } from '../../tools/chaos/src/targets.ts';
import { textOf } from '../../tools/chaos/src/text.ts';
import { testFolder } from '../setup/stores.ts';

const long = process.env.PROMISES === 'long';
const size = long
  ? { orders: 500, killsPerProcess: 5, seed: 7 }
  : { orders: 60, killsPerProcess: 1, seed: 7 };

/** R1: kill anything. `npm run chaos` is the same with other sizes and seeds. */
it(
  `loses and doubles nothing while every process is killed (${size.orders} orders)`,
  async () => {
    const folder = testFolder('chaos');
    const report = await runChaos({
      ...size,
      seed: Number(process.env.CHAOS_SEED ?? size.seed),
      shoppers: 16,
      network: true,
      folder: join(folder, 'run'),
    });
    console.log(textOf(report));
    for (const target of targets)
      expect(report.kills[target], `kills of ${target}`).toBeGreaterThanOrEqual(size.killsPerProcess);
    expect(report.orders.orders).toBeGreaterThanOrEqual(size.orders);
    expect({ violations: report.violations, troubles: report.troubles }).toEqual({
      violations: [],
      troubles: [],
    });
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  },
  (long ? 20 : 8) * 60_000,
);
