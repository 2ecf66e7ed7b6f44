import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from '../src/run.ts';
import { openSession } from '../src/session.ts';
import { Trouble } from '../src/trouble.ts';
import { type BuildEnded, runBuildspec } from './buildspec.ts';
import { openShop, releaseAsIs, type Shop } from './shop.ts';
import { FakeRegistry, FakeSlack, StandIns } from './stand-ins.ts';

export const host = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

/** A shop with a registry, Slack and programs of its own, and builds of it. */
export interface Pipeline {
  readonly shop: Shop;
  readonly slack: FakeSlack;
  readonly registry: FakeRegistry;
  readonly programs: StandIns;
  /** The environment that CodeBuild gives a build of `branch`. */
  env(branch?: string): Record<string, string>;
  /** A clone as CodeBuild makes one: one commit, no branch, no tags. */
  checkout(branch?: string): Shop;
  /** Builds what the branch is at. */
  build(options?: { branch?: string; env?: Record<string, string>; in?: Shop }): Promise<BuildEnded>;
  /** A whole release in this process, in a fresh checkout: the same phases by `release run`. Returns how it failed, if it did. */
  run(options?: { in?: Shop; env?: Record<string, string> }): Promise<RunEnded>;
  close(): Promise<void>;
}

export interface RunEnded {
  readonly error: Trouble | undefined;
  /** All that was said and warned of. */
  readonly said: string[];
}

const files = fileURLToPath(new URL('..', import.meta.url));
let builds = 0;

function prepare(shop: Shop): void {
  for (const file of ['tools.sh', 'last-word.mjs'])
    cpSync(join(files, file), join(shop.root, 'tools/release', file));
  shop.commit('Release by a tool');
  shop.push();
  shop.git('push', '--quiet', 'origin', 'HEAD:k8s/preprod');
  releaseAsIs(shop, { cart: '0.1.0', web: '0.1.0', verifier: '0.1.0' });
}

export async function openPipeline(): Promise<Pipeline> {
  const shop = await openShop('pipeline', prepare);
  const slack = new FakeSlack();
  const webhook = await slack.open();
  const registry = new FakeRegistry();
  const programs = new StandIns(join(shop.folder, 'programs'), await registry.open());
  const env = (branch = 'k8s/staging') => {
    builds += 1;
    return {
      PATH: programs.path,
      HOME: shop.folder,
      NODE_COMPILE_CACHE: join(files, '../../node_modules/.cache/release-specs'),
      GIT_CONFIG_NOSYSTEM: '1',
      CODEBUILD_BUILD_ID: `shop:${builds}`,
      CODEBUILD_BUILD_ARN: `arn:aws:codebuild:eu-west-1:123456789012:build/shop:${builds}`,
      CODEBUILD_WEBHOOK_HEAD_REF: `refs/heads/${branch}`,
      AWS_ACCOUNT_ID: '123456789012',
      AWS_REGION: 'eu-west-1',
      SLACK_WEBHOOK_URL_STAGING: webhook,
      SLACK_WEBHOOK_URL_PREPROD: webhook,
    };
  };
  const checkout = (branch = 'k8s/staging') => {
    builds += 1;
    const clone = shop.clone(`build-${builds}`, '--depth=1', '--no-tags', `--branch=${branch}`);
    clone.git('checkout', '--quiet', '--detach');
    return clone;
  };
  return {
    shop,
    slack,
    registry,
    programs,
    env,
    checkout,
    build: ({ branch, env: more = {}, in: place } = {}) =>
      runBuildspec((place ?? checkout(branch)).root, { ...env(branch), ...more }),
    run: async ({ in: place, env: more = {} } = {}) => {
      const given = { ...env(), ...more };
      const session = await openSession({}, given, (place ?? checkout()).root);
      const said: string[] = [];
      const hear = (line: string) => {
        said.push(line);
      };
      try {
        await run({ ...session, say: hear, warn: hear }, {}, true);
        return { error: undefined, said };
      } catch (error) {
        if (error instanceof Trouble) return { error, said };
        throw error;
      }
    },
    close: async () => {
      await Promise.all([slack.close(), registry.close()]);
      shop.remove();
    },
  };
}
