import { defineConfig } from 'vitest/config';
import { SlowFirst } from './tests/setup/slow-first.ts';

const seconds = 1_000;
/** What starts and ends so many processes that it has nothing left to share: each has the machine to itself. */
const restarting = ['tests/chaos/short.spec.ts', 'tests/promises/rolling-restart.spec.ts'];

export default defineConfig({
  // Tests run from sources: libraries are taken by their `source` condition, nothing needs to be built first.
  ssr: { resolve: { conditions: ['source'] } },
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    globalSetup: ['tests/setup/stores.ts'],
    // Two cores are shared with the stores.
    maxWorkers: 2,
    sequence: { sequencer: SlowFirst },
    // A hook starts stores and services; what a test waits for has a shorter limit of its own.
    testTimeout: 120 * seconds,
    hookTimeout: 120 * seconds,
    // As long as until() looks: a second, which is the default, is short on two cores with a whole shop on them.
    expect: { poll: { timeout: 20 * seconds } },
    projects: [
      {
        extends: true,
        test: {
          name: 'service',
          // Files share what they import: Nest and its like for each anew would be a fifth of the work.
          isolate: false,
          // They wait for stores and programs for a third of their time.
          maxWorkers: 3,
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
          testTimeout: 240 * seconds,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          // Each file starts a shop of its own, and does to it what no other test may see.
          name: 'promises',
          include: ['tests/{promises,chaos}/**/*.spec.ts'],
          exclude: restarting,
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
          name: 'restarts',
          include: restarting,
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
