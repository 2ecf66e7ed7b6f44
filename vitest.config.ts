import { defineConfig } from 'vitest/config';
import { SlowFirst } from './tests/setup/slow-first.ts';

const seconds = 1_000;
/** What measures how quickly something is back, or loads the machine on purpose. */
const alone = [
  'tests/chaos/short.spec.ts',
  'tests/promises/degraded.spec.ts',
  'tests/promises/rolling-restart.spec.ts',
];

export default defineConfig({
  // Tests run from sources: libraries are taken by their `source` condition, nothing needs to be built first.
  ssr: { resolve: { conditions: ['source'] } },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    globalSetup: ['tests/setup/stores.ts'],
    // Two cores are shared with the stores.
    maxWorkers: 2,
    sequence: { sequencer: SlowFirst },
    testTimeout: 60 * seconds,
    hookTimeout: 60 * seconds,
    projects: [
      {
        extends: true,
        test: {
          name: 'service',
          // Files share what they import: Nest and its like for each anew would be a fifth of the work.
          isolate: false,
          include: [
            '{apps,libs,tools}/*/test/**/*.spec.ts',
            'tests/{ops,images}/**/*.spec.ts',
            'tests/boundaries.spec.ts',
          ],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['tests/**/*.spec.ts'],
          exclude: ['tests/boundaries.spec.ts', 'tests/{cluster,images,ops,promises,chaos}/**'],
          globalSetup: ['tests/setup/system.ts'],
          isolate: false,
          testTimeout: 120 * seconds,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          // Each file starts a shop of its own, and does to it what no other test may see.
          name: 'promises',
          include: ['tests/{promises,chaos}/**/*.spec.ts'],
          exclude: alone,
          testTimeout: 600 * seconds,
          hookTimeout: 180 * seconds,
          // For their full figures they get the machine to themselves.
          fileParallelism: process.env.PROMISES !== 'long',
          sequence: { groupOrder: 2 },
        },
      },
      {
        extends: true,
        test: {
          name: 'promises-alone',
          include: alone,
          testTimeout: 600 * seconds,
          hookTimeout: 180 * seconds,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: ['tests/cluster/**/*.spec.ts'],
          testTimeout: 300 * seconds,
          hookTimeout: 300 * seconds,
          fileParallelism: false,
          sequence: { groupOrder: 4 },
        },
      },
    ],
  },
});
