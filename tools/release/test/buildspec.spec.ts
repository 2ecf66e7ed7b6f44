import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { host, openPipeline, type Pipeline } from './build.ts';
import { readBuildspec } from './buildspec.ts';
import { values } from './shop.ts';

// Whole builds, a process a command: on a busy machine they take their time.
vi.setConfig({ testTimeout: 240_000 });

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
const failures = () => at.slack.texts.filter((text) => text.startsWith(':x:'));
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

  it('checks what was promoted to preprod and builds nothing there', async () => {
    const { failed, output } = await at.build({ branch: 'k8s/preprod' });
    expect(failed, output).toBeUndefined();
    expect(at.programs.calls('docker').filter(({ args }) => args[1] === 'build')).toEqual([]);
    expect(at.slack.texts.at(-1)).toBe(':white_check_mark: preprod: checked');
  });
});

describe('a build that goes wrong leaves nothing behind and tells Slack once', () => {
  it('when a test fails', async () => {
    changeCart();
    at.programs.fail('npm', 'test --silent', '1 failed');
    const { failed, output } = await at.build();
    expect(failed).toBe('pre_build');
    expect(output).toContain('npm test apps/cart/ failed (status 1). Nothing is released.');
    expect(standing()).toEqual(untouched);
    expect(at.programs.calls('docker').filter(({ args }) => args[1] === 'build')).toEqual([]);
    expect(failures()).toEqual([':x: staging: failed in test']);
  });

  it('when an image has a critical weakness', async () => {
    changeCart();
    const weakness = { VulnerabilityID: 'CVE-2026-0001', PkgName: 'openssl', InstalledVersion: '3.0.1' };
    at.programs.find([{ ...weakness, FixedVersion: '3.0.2', Severity: 'CRITICAL' }]);
    const { failed, output } = await at.build();
    expect(failed).toBe('build');
    expect(output).toContain('cart: CVE-2026-0001 in openssl 3.0.1, fixed in 3.0.2');
    expect(output).toContain('given back: cart 0.1.1');
    expect(standing()).toEqual(untouched);
    expect(failures()).toEqual([':x: staging: failed in scan']);
  });

  it('when the installation fails and nothing of ours can run', async () => {
    changeCart();
    at.programs.fail('npm', 'ci', 'npm error network');
    expect((await at.build()).failed).toBe('install');
    expect(failures()).toHaveLength(1);
    expect(failures()[0]).toContain(':x: k8s/staging: failed in install');
  });
});
