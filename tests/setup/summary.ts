import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** The numbers of a run, for the last line of `npm test`. */
export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** The files that took longest: where to look when the whole takes too long. */
  readonly slowest: readonly { file: string; seconds: number }[];
}

const SLOWEST = 12;

/** Counts tests into the file named by SHOPSTACK_TEST_SUMMARY. What fails outside a test counts as a failed test. */
// biome-ignore lint/style/noDefaultExport: Vitest loads a reporter by its default export.
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const path = process.env.SHOPSTACK_TEST_SUMMARY;
    if (path === undefined) return;
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    );
    const count = (state: (typeof states)[number]): number => states.filter((each) => each === state).length;
    // A file or a hook that fails leaves tests without a result.
    const broken = modules.filter((module) => module.errors().length > 0 || suiteErrors(module) > 0).length;
    const summary: Summary = {
      passed: count('passed'),
      failed: count('failed') + count('pending') + broken + unhandled.length,
      skipped: count('skipped'),
      slowest: slowestOf(modules),
    };
    writeFileSync(path, JSON.stringify(summary));
  }
}

const slowestOf = (modules: readonly TestModule[]): Summary['slowest'] =>
  modules
    .map((module) => ({
      file: module.relativeModuleId,
      seconds: Math.round(module.diagnostic().duration / 1_000),
    }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST);

const suiteErrors = (module: TestModule): number =>
  [...module.children.allSuites()].reduce((sum, suite) => sum + suite.errors().length, 0);
