/** One change of a built module: every place where `find` stands. */
interface Change {
  readonly find: RegExp;
  readonly replace: string;
}

/** A build with one classic mistake, to show that the checker finds it. */
export interface BrokenBuild {
  /** What is wrong with it. */
  readonly what: string;
  /** The process that gets it. */
  readonly part: 'catalogue' | 'dispatch';
  /** End of the module's path. */
  readonly module: string;
  readonly changes: readonly Change[];
}

const PUBLISH_AT_ONCE =
  "for (const message of typeof change === 'undefined' ? outbox : change.outbox) this.relay.publisher.publish(message).catch(() => undefined);";

export const brokenBuilds = {
  'ack-before-commit': {
    what: 'a message is acknowledged when it arrives, before it is handled',
    part: 'dispatch',
    module: 'libs/messaging/dist/consumer.js',
    changes: [
      { find: /(?<!function )acknowledge\(channel, message\)/g, replace: 'undefined' },
      {
        find: /receive\(channel, message\) \{/g,
        replace: 'receive(channel, message) { acknowledge(channel, message);',
      },
    ],
  },
  'publish-without-outbox': {
    what: 'an order is stored first, and what it says is published after that, from memory',
    part: 'dispatch',
    module: 'apps/dispatch/dist/order/order.store.js',
    changes: [
      { find: /outbox, handled: \[\]/g, replace: 'outbox: [], handled: []' },
      { find: /outbox: \{ \$each: outbox \}/g, replace: 'outbox: { $each: [] }' },
      { find: /this\.relay\.wake\(\);/g, replace: PUBLISH_AT_ONCE },
    ],
  },
  'unguarded-decrement': {
    what: 'stock is taken without looking in the same step whether there is any',
    part: 'catalogue',
    module: 'apps/catalogue/dist/stock.store.js',
    changes: [{ find: /\.\.\.free, available: \{ \$gt: quantity \}/g, replace: '...free' }],
  },
} as const satisfies Record<string, BrokenBuild>;

export type BrokenBuildName = keyof typeof brokenBuilds;

/** The module with its mistake. Throws when the place to make it in is not there any more: adapt the build then. */
export function breakModule(build: BrokenBuild, source: string): string {
  return build.changes.reduce((text, { find, replace }) => {
    const changed = text.replace(find, () => replace);
    if (changed === text)
      throw new Error(`${build.module} has nothing like ${find}: this broken build is out of date`);
    return changed;
  }, source);
}

/** NODE_OPTIONS that make a service run the broken build. */
export function broken(name: BrokenBuildName): { NODE_OPTIONS: string; BROKEN_BUILD: string } {
  return { NODE_OPTIONS: `--import=${import.meta.resolve('./hook.ts')}`, BROKEN_BUILD: name };
}
