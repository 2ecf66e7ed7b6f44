import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openPipeline, type Pipeline } from './build.ts';
import { values } from './shop.ts';

let at: Pipeline;
beforeEach(async () => {
  at = await openPipeline();
  vi.stubEnv('PATH', at.programs.path);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await at.close();
});

const push = (message: string, ...files: string[]) => {
  at.shop.commit(message, Object.fromEntries(files.map((file) => [file, 'x\n'])));
  at.shop.push();
};
const hook = (name: string, script: string) => {
  mkdirSync(join(at.shop.origin, 'hooks'), { recursive: true });
  writeFileSync(join(at.shop.origin, 'hooks', name), `#!/bin/sh\n${script}`, { mode: 0o755 });
};

/** Where everything stands: nothing of a release may be left when it failed. */
const standing = () => ({
  tags: at.shop.remoteRefs('refs/tags/cart'),
  reservations: at.shop.remoteRefs('refs/reservations'),
  staging: at.shop.remoteFile('k8s/staging', 'charts/cart/values.yaml'),
  versions: at.registry.tags('shopstack/cart').filter((tag) => /^\d/.test(tag)),
});
const untouched = {
  tags: ['refs/tags/cart/v0.1.0'],
  reservations: [],
  staging: values('cart'),
  versions: [],
};
const failures = () => at.slack.texts.filter((text) => text.startsWith(':x:'));

describe('a release', () => {
  it('does nothing for docs, nor for the commit it made itself', async () => {
    push('Count', 'apps/cart/src/count.ts');
    expect((await at.run()).error).toBeUndefined();
    expect(standing().versions).toEqual(['0.1.1']);
    at.shop.git('pull', '--quiet', '--rebase', 'origin', 'k8s/staging');
    push('Write', 'docs/new.md');
    const before = at.programs.calls().length;
    const { error, said } = await at.run();
    expect(error).toBeUndefined();
    expect(said.join('\n')).toContain('nothing to release');
    expect(at.programs.calls()).toHaveLength(before);
  });

  it('of several apps names none of them before all are published', async () => {
    push('Count', 'apps/cart/src/count.ts', 'apps/web/src/count.ts');
    at.programs.fail(
      'docker',
      'imagetools create --tag 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shopstack/web',
      '500',
    );
    const { error, said } = await at.run();
    expect(error?.message).toContain('shopstack/web:0.1.1 could not be published');
    expect(said).toContain('given back: cart 0.1.1, web 0.1.1');
    expect(standing()).toEqual(untouched);
    expect(at.programs.calls('aws').map(({ args }) => args.join(' '))).toContain(
      'ecr batch-delete-image --region eu-west-1 --repository-name shopstack/cart --image-ids imageTag=0.1.1 --output json',
    );
  });

  it('keeps the number of an image that the registry does not take away', async () => {
    push('Count', 'apps/cart/src/count.ts');
    at.programs.fail('docker', 'imagetools create', '500');
    at.programs.fail('aws', 'batch-delete-image', 'AccessDenied');
    expect((await at.run()).said).toContain('in the registry and never used again: cart 0.1.1');
    expect(standing()).toEqual({ ...untouched, reservations: ['refs/reservations/cart/v0.1.1'] });
    at.programs.fail('docker', 'never', '');
    expect((await at.run()).error).toBeUndefined();
    expect(standing().versions).toEqual(['0.1.2']);
  });

  it('goes on when Slack is down, and says so', async () => {
    push('Count', 'apps/cart/src/count.ts');
    at.slack.statuses = Array.from({ length: 20 }, () => 503);
    const { error, said } = await at.run();
    expect(error).toBeUndefined();
    expect(said).toContain('Slack was not told: Slack answered 503: no. The release goes on without.');
    expect(standing().versions).toEqual(['0.1.1']);
    expect(at.slack.requests).toBe(6);
  });
});

describe('a release that goes wrong leaves nothing behind and tells Slack once', () => {
  const wrong: [string, { phase: string; says: string }, () => void][] = [
    [
      'no credentials',
      { phase: 'login', says: 'allow ecr:GetAuthorizationToken' },
      () => at.programs.fail('aws', 'get-login-password', 'Unable to locate credentials'),
    ],
    [
      'a registry that is down',
      { phase: 'login', says: 'Check that the registry answers' },
      () => {
        at.registry.down = true;
      },
    ],
    [
      'a registry that goes down while building',
      { phase: 'build', says: 'does not answer' },
      () => at.programs.fail('docker', 'buildx build', 'dial tcp 10.0.0.1:443: connect: connection refused'),
    ],
    [
      'an image that does not build',
      { phase: 'build', says: 'The image of cart could not be built' },
      () => at.programs.fail('docker', 'buildx build', 'ERROR: process "npm ci" did not complete'),
    ],
    [
      'a scanner that is missing',
      { phase: 'scan', says: 'trivy is not on the PATH. Install Trivy' },
      () => at.programs.remove('trivy'),
    ],
    [
      'a scanner without its database',
      { phase: 'scan', says: 'an image that is not scanned is not released' },
      () => at.programs.fail('trivy', 'image', 'FATAL failed to download vulnerability DB'),
    ],
    [
      'a key that signs nothing',
      { phase: 'sign', says: 'set COSIGN_KEY' },
      () => at.programs.fail('cosign', 'sign', 'AccessDeniedException'),
    ],
    [
      'a branch that the bot may not push to',
      { phase: 'values', says: 'Let the release bot push to this branch' },
      () => hook('update', 'case "$1" in refs/heads/*) echo protected branch; exit 1;; esac\n'),
    ],
  ];

  it.each(wrong)('%s', async (_what, { phase, says }, breakIt) => {
    push('Count', 'apps/cart/src/count.ts');
    breakIt();
    const { error } = await at.run();
    expect(error?.message).toContain(says);
    expect(standing()).toEqual(untouched);
    expect(failures()).toEqual([`:x: staging: failed in ${phase}`]);
  });

  it('a dirty tree', async () => {
    push('Count', 'apps/cart/src/count.ts');
    const clone = at.checkout();
    clone.write({ 'apps/cart/src/generated.ts': 'x\n' });
    const { error } = await at.run({ in: clone });
    expect(error?.kind).toBe('input');
    expect(error?.message).toContain('changes that are not committed: apps/cart/src/generated.ts.');
    expect(standing()).toEqual(untouched);
  });
});

describe('a race', () => {
  /** A developer who always pushes in the very moment in which the release does, `times` times. */
  const racing = (times: number) =>
    hook(
      'pre-receive',
      `case "$(cat)" in *refs/heads/k8s/staging*) ;; *) exit 0;; esac
unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
n=$(git log --format=%s k8s/staging | grep -c Race)
[ "$n" -ge ${times} ] && exit 0
export GIT_AUTHOR_NAME=Bob GIT_AUTHOR_EMAIL=b@example.com GIT_COMMITTER_NAME=Bob GIT_COMMITTER_EMAIL=b@example.com
git update-ref refs/heads/k8s/staging "$(git commit-tree k8s/staging^{tree} -p k8s/staging -m "Race $n")"
`,
    );

  it('that is lost three times is won at last, on top of what the others pushed', async () => {
    push('Count', 'apps/cart/src/count.ts');
    vi.stubEnv('PATH', `${at.programs.path}:/usr/bin:/bin`);
    racing(3);
    const { error, said } = await at.run();
    expect(error).toBeUndefined();
    expect(said.filter((line) => line.includes('moved on meanwhile'))).toHaveLength(3);
    at.shop.git('fetch', '--quiet', 'origin');
    const subjects = at.shop.git('log', '-5', '--format=%s', 'origin/k8s/staging').split('\n');
    expect(subjects).toEqual(['Release cart 0.1.1 [skip ci]', 'Race 2', 'Race 1', 'Race 0', 'Count']);
  });

  it('of two builds of two pushes: no version twice, no lost commit, the newer build runs', async () => {
    push('One', 'apps/cart/src/one.ts');
    const first = at.checkout();
    push('Two', 'apps/cart/src/two.ts', 'apps/web/src/two.ts');
    const second = at.checkout();
    const [one, two] = await Promise.all([at.run({ in: first }), at.run({ in: second })]);
    expect(one.error).toBeUndefined();
    expect(two.error).toBeUndefined();
    at.shop.git('fetch', '--quiet', '--tags', 'origin');
    expect(standing()).toMatchObject({ reservations: [], versions: ['0.1.1', '0.1.2'] });
    const running = /tag: (\S+)/.exec(standing().staging)?.[1];
    expect(at.shop.git('rev-parse', `cart/v${running}^{commit}`)).toBe(at.shop.git('rev-parse', 'HEAD'));
    expect(at.shop.git('merge-base', '--is-ancestor', 'HEAD', 'origin/k8s/staging')).toBe('');
    expect(at.shop.remoteFile('k8s/staging', 'charts/web/values.yaml')).toContain('tag: 0.1.1');
  });
});
