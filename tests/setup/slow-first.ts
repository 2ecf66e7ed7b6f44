import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * What takes longest, as the end of `npm test` says it. A fresh clone knows no times and would begin with the largest
 * files; one of these begun last has a core for itself while the other idles.
 */
const slow = [
  'tests/browser/accessibility.spec.ts',
  'tests/promises/api-fuzz.spec.ts',
  'tests/promises/degraded.spec.ts',
  'tests/promises/messages.spec.ts',
  'tests/chaos/broken-builds.spec.ts',
  'tests/promises/orders.spec.ts',
  'libs/messaging/test/losses-broker.spec.ts',
  'apps/payment/test/unknown.spec.ts',
  'tests/ops/alerts.spec.ts',
  'tools/release/test/run.spec.ts',
  'tests/journeys/buying.spec.ts',
  'tools/stack/test/commands.spec.ts',
];

const rank = ({ moduleId }: TestSpecification): number => {
  const at = slow.findIndex((file) => moduleId.endsWith(`/${file}`));
  return at < 0 ? slow.length : at;
};

/** Vitest's own order, but slow files first, each within its group. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
    return sorted.sort((a, b) => group(a) - group(b) || rank(a) - rank(b));
  }
}
