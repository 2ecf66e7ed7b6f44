import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { host, openPipeline, type Pipeline } from './build.ts';
import { readBuildspec } from './buildspec.ts';
import { values } from './shop.ts';

let at: Pipeline;
beforeEach(async () => {
  at = await openPipeline();
});
afterEach(() => at.close());

const changeCart = () => {
  const revision = at.shop.commit('Count', { 'apps/cart/src/count.ts': 'x\n' });
  at.shop.push();
  return revision;
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

describe('buildspec.yml', () => {
  it('is for pushes to both branches and releases from plan to values', () => {
    const { phases, env } = readBuildspec();
    const commands = Object.values(phases).flatMap((phase) => phase.commands);
    const verbs = commands.flatMap((command) => /release -- (.+)$/.exec(command)?.[1] ?? []);
    expect(verbs).toEqual([
      ...[
        'plan',
        'notify start',
        'test',
        'login',
        'version',
        'build',
        'scan',
        'sbom',
        'sign',
        'publish',
        'values',
        'check',
      ],
      'notify success',
    ]);
    expect(JSON.stringify(env)).not.toContain('hooks.slack.com');
  });

  it('takes one push to cart from a shallow clone to one version, one image and one commit', async () => {
    const revision = changeCart();
    const { failed, output } = await at.build();
    expect(failed, output).toBeUndefined();
    expect(standing()).toEqual({
      tags: ['refs/tags/cart/v0.1.0', 'refs/tags/cart/v0.1.1'],
      reservations: [],
      staging: values('cart').replace('tag: 0.1.0', 'tag: 0.1.1').replace('""', '0.1.0'),
      versions: ['0.1.1'],
    });
    const docker = at.programs.calls('docker').map(({ args }) => args.join(' '));
    const builds = docker.filter((line) => line.startsWith('buildx build'));
    expect(builds).toHaveLength(1);
    for (const part of [
      '--platform linux/amd64,linux/arm64',
      `--build-arg APP=cart --build-arg VERSION=0.1.1 --build-arg REVISION=${revision}`,
      `--cache-from type=registry,ref=${host}/shopstack/cart:buildcache`,
      `--cache-to type=registry,ref=${host}/shopstack/cart:buildcache,mode=max`,
      '--provenance mode=max --sbom true',
      `--tag ${host}/shopstack/cart:sha-${revision.slice(0, 12)} --push .`,
    ])
      expect(builds[0]).toContain(part);
    const trivy = at.programs.calls('trivy').map(({ args }) => args.join(' '));
    expect(
      trivy.filter((line) => line.includes('--severity CRITICAL --exit-code 1 --ignore-unfixed')),
    ).toHaveLength(2);
    expect(trivy.filter((line) => line.includes('--format cyclonedx'))).toHaveLength(1);
    expect(at.programs.calls('cosign').map(({ args }) => args.slice(0, 4).join(' '))).toEqual([
      'sign --yes --key awskms:///alias/shopstack-release',
      'attest --yes --key awskms:///alias/shopstack-release',
    ]);
    expect(at.programs.calls('npm').map(({ args }) => args.at(-1))).toContain('apps/cart/');
    expect(at.slack.texts).toEqual([
      ':hourglass_flowing_sand: staging: building cart',
      ':white_check_mark: staging: released cart 0.1.1; ArgoCD takes it from here',
    ]);
    const password = at.programs.calls('docker').find(({ args }) => args[0] === 'login');
    expect(password?.input).toBe('a-secret-password');
    expect(output + JSON.stringify(at.programs.calls().map(({ args }) => args))).not.toContain(
      'a-secret-password',
    );
    expect(output).not.toContain('/services/T000');
  });

  it('builds nothing for docs and for its own commit', async () => {
    changeCart();
    await at.build();
    at.shop.git('pull', '--quiet', '--rebase', 'origin', 'k8s/staging');
    at.shop.commit('Write', { 'docs/new.md': 'x\n' });
    at.shop.push();
    const calls = at.programs.calls('docker').length;
    const tip = at.shop.remoteRefs('refs/tags');
    const { failed, output } = await at.build();
    expect(failed, output).toBeUndefined();
    const later = at.programs
      .calls('docker')
      .slice(calls)
      .map(({ args }) => args[0]);
    expect(later.filter((verb) => verb === 'buildx')).toHaveLength(1);
    expect(at.shop.remoteRefs('refs/tags')).toEqual(tip);
  });

  it('checks what was promoted to preprod and builds nothing there', async () => {
    const { failed, output } = await at.build({ branch: 'k8s/preprod' });
    expect(failed, output).toBeUndefined();
    expect(at.programs.calls('docker').filter(({ args }) => args[1] === 'build')).toEqual([]);
    expect(at.slack.texts.at(-1)).toBe(':white_check_mark: preprod: checked');
  });

  it('fails on preprod when a version stands there that nobody released', async () => {
    at.shop.commit('Mistake', { 'charts/cart/values.yaml': values('cart').replace('0.1.0', '0.7.0') });
    at.shop.git('push', '--quiet', 'origin', 'HEAD:k8s/preprod');
    const { failed, output } = await at.build({ branch: 'k8s/preprod' });
    expect(failed).toBe('post_build');
    expect(output).toContain('cart 0.7.0 was never released');
    expect(at.slack.texts.at(-1)).toBe(':x: preprod: failed in check');
  });
});

describe('a build that goes wrong leaves nothing behind and tells Slack once', () => {
  const wrong: [string, { in: string; phase: string; says: string }, () => void][] = [
    [
      'a failing test',
      { in: 'pre_build', phase: 'test', says: 'npm test failed (status 1). Nothing is released.' },
      () => at.programs.fail('npm', 'test --silent', '1 failed'),
    ],
    [
      'no credentials',
      { in: 'pre_build', phase: 'login', says: 'allow ecr:GetAuthorizationToken' },
      () => at.programs.fail('aws', 'get-login-password', 'Unable to locate credentials'),
    ],
    [
      'a registry that is down',
      { in: 'pre_build', phase: 'login', says: 'Check that the registry answers' },
      () => {
        at.registry.down = true;
      },
    ],
    [
      'a registry that goes down while building',
      { in: 'build', phase: 'build', says: 'does not answer' },
      () => at.programs.fail('docker', 'buildx build', 'dial tcp 10.0.0.1:443: connect: connection refused'),
    ],
    [
      'an image that does not build',
      { in: 'build', phase: 'build', says: 'The image of cart could not be built' },
      () => at.programs.fail('docker', 'buildx build', 'ERROR: process "npm ci" did not complete'),
    ],
    [
      'a critical weakness',
      { in: 'build', phase: 'scan', says: 'cart: CVE-2026-0001 in openssl 3.0.1, fixed in 3.0.2' },
      () =>
        at.programs.find([
          {
            VulnerabilityID: 'CVE-2026-0001',
            PkgName: 'openssl',
            InstalledVersion: '3.0.1',
            FixedVersion: '3.0.2',
            Severity: 'CRITICAL',
          },
        ]),
    ],
    [
      'a scanner without its database',
      { in: 'build', phase: 'scan', says: 'an image that is not scanned is not released' },
      () => at.programs.fail('trivy', 'image', 'FATAL failed to download vulnerability DB'),
    ],
    [
      'a key that signs nothing',
      { in: 'build', phase: 'sign', says: 'Check that COSIGN_KEY names a key' },
      () => at.programs.fail('cosign', 'sign', 'AccessDeniedException'),
    ],
    [
      'a registry that takes no version',
      { in: 'post_build', phase: 'publish', says: 'could not be published' },
      () => at.programs.fail('docker', 'imagetools create', 'unexpected status: 500'),
    ],
    [
      'a branch that the bot may not push to',
      { in: 'post_build', phase: 'values', says: 'Let the release bot push to this branch' },
      () => {
        const hook = '#!/bin/sh\ncase "$1" in refs/heads/*) echo protected branch; exit 1;; esac\n';
        writeFileSync(join(at.shop.origin, 'hooks/update'), hook, { mode: 0o755 });
      },
    ],
  ];

  it.each(wrong)('%s', async (_what, { in: phase, phase: told, says }, breakIt) => {
    changeCart();
    breakIt();
    const { failed, output } = await at.build();
    expect(failed).toBe(phase);
    expect(output).toContain(says);
    expect(standing()).toEqual(untouched);
    expect(at.slack.texts.filter((text) => text.startsWith(':x:'))).toEqual([
      `:x: staging: failed in ${told}`,
    ]);
  });

  it('an installation that fails, when nothing of ours can run', async () => {
    changeCart();
    at.programs.fail('npm', 'ci', 'npm error network');
    const { failed } = await at.build();
    expect(failed).toBe('install');
    expect(at.slack.texts).toHaveLength(1);
    expect(at.slack.texts[0]).toContain(':x: k8s/staging: failed in install');
  });

  it('a tool that is missing', async () => {
    changeCart();
    const clone = at.checkout();
    clone.write({ 'tools/release/tools.sh': '#!/bin/sh\nexit 0\n' });
    clone.git('update-index', '--assume-unchanged', 'tools/release/tools.sh');
    at.programs.remove('trivy');
    const { failed, output } = await at.build({ in: clone });
    expect(failed).toBe('build');
    expect(output).toContain('trivy is not on the PATH. Install Trivy');
    expect(standing()).toEqual(untouched);
  });

  it('a dirty tree', async () => {
    changeCart();
    const clone = at.checkout();
    clone.write({ 'apps/cart/src/generated.ts': 'x\n' });
    const { failed, output } = await at.build({ in: clone });
    expect(failed).toBe('pre_build');
    expect(output).toContain(
      'The working tree has changes that are not committed: apps/cart/src/generated.ts.',
    );
    expect(standing()).toEqual(untouched);
  });

  it('but goes on when Slack is down, and says so', async () => {
    changeCart();
    at.slack.statuses = Array.from({ length: 20 }, () => 503);
    const { failed, output } = await at.build();
    expect(failed, output).toBeUndefined();
    expect(output).toContain('Slack was not told: Slack answered 503');
    expect(standing().versions).toEqual(['0.1.1']);
    expect(at.slack.requests).toBe(6);
  });
});

describe('two builds at once', () => {
  it('of two pushes both end right: no version twice, no lost commit, the newer one runs', async () => {
    at.shop.commit('One', { 'apps/cart/src/one.ts': 'x\n' });
    at.shop.push();
    const first = at.checkout();
    at.shop.commit('Two', { 'apps/cart/src/two.ts': 'x\n', 'apps/web/src/two.ts': 'x\n' });
    at.shop.push();
    const second = at.checkout();
    const [one, two] = await Promise.all([at.build({ in: first }), at.build({ in: second })]);
    expect(one.failed, one.output).toBeUndefined();
    expect(two.failed, two.output).toBeUndefined();
    at.shop.git('fetch', '--quiet', '--tags', 'origin');
    expect(standing()).toMatchObject({ reservations: [], versions: ['0.1.1', '0.1.2'] });
    const running = /tag: (\S+)/.exec(standing().staging)?.[1];
    expect(at.shop.git('rev-parse', `cart/v${running}^{commit}`)).toBe(at.shop.git('rev-parse', 'HEAD'));
    expect(at.shop.git('merge-base', '--is-ancestor', 'HEAD', 'origin/k8s/staging')).toBe('');
    expect(at.shop.remoteFile('k8s/staging', 'charts/web/values.yaml')).toContain('tag: 0.1.1');
  });
});
