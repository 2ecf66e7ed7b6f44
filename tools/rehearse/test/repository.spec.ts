import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { environments } from '../src/argocd.ts';
import { diff, wordChanges } from '../src/diff.ts';
import { findHelm } from '../src/helm.ts';
import { rehearse } from '../src/rehearsal.ts';
import { reportOf } from '../src/report.ts';
import { broken } from './support.ts';

const root = join(import.meta.dirname, '../../..');
const helm = await findHelm();
const skipped =
  helm === undefined ? ' (skipped: there is no helm; `npm run rehearse -- --install-only` installs it)' : '';

/** Helm, in specs that are skipped without it. */
function theHelm() {
  if (helm === undefined) throw new Error('there is no helm');
  return helm;
}

let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'shopstack-charts-'));
  for (const folder of ['argocd', 'charts']) {
    cpSync(join(root, folder), join(copy, folder), { recursive: true, verbatimSymlinks: true });
  }
});
afterEach(() => rmSync(copy, { recursive: true, force: true }));

/** Breaks a file of the copy. */
function spoil(file: string, find: string | RegExp, replacement: string): void {
  const path = join(copy, file);
  writeFileSync(path, broken(find, replacement, readFileSync(path, 'utf8')));
}

describe.skipIf(helm === undefined)(`this repository${skipped}`, () => {
  it('would come up in every environment', async () => {
    const names = await environments(root);
    expect(names).toEqual(['preprod', 'staging']);
    const rehearsal = await rehearse(theHelm(), root, names);
    expect(rehearsal.problems, reportOf(rehearsal)).toEqual([]);
    expect(rehearsal.rows.length).toBeGreaterThan(2 * 12);
  });

  it('says by its exit code and in JSON what it found', async () => {
    const run = (...args: string[]) =>
      execa('node', ['--conditions=source', join(root, 'tools/rehearse/src/main.ts'), ...args], {
        reject: false,
      });
    const [unknown, strange, version] = await Promise.all([
      run('--env', 'production'),
      run('--diff', 'no-such-commit'),
      run('--install-only'),
    ]);
    expect([unknown.exitCode, unknown.stderr]).toEqual([
      1,
      '\nThere is no environment production; argocd/ has preprod, staging.',
    ]);
    expect([strange.exitCode, strange.stderr]).toEqual([
      1,
      expect.stringContaining('There is no commit no-such-commit.'),
    ]);
    expect([version.exitCode, version.stdout]).toEqual([0, expect.stringMatching(/^Helm v3/)]);
    spoil('charts/cart/values.yaml', 'replicaCount:', 'replicaCounts:');
    const bad = await run('--root', copy, '--code', root, '--env', 'staging', '--json');
    expect(bad.exitCode).toBe(1);
    expect(JSON.parse(bad.stdout)).toMatchObject({ rows: expect.any(Array), problems: expect.any(Array) });
  });
});

describe.skipIf(helm === undefined)(`a chart that is spoilt${skipped}`, () => {
  const rehearsed = () => rehearse(theHelm(), copy, ['staging'], root);

  it('by a typo in its values is refused, and the typo named', async () => {
    spoil('charts/cart/values.yaml', 'replicaCount:', 'replicaCounts:');
    const { problems } = await rehearsed();
    const [problem] = problems.filter(
      ({ rule, application }) => rule === 'renders' && application === 'staging-cart',
    );
    expect(problem?.says).toContain('replicaCounts');
  });

  it('as the charts that this shop comes from were is told each defect', async () => {
    const deployment = 'charts/service/templates/_deployment.tpl';
    spoil(deployment, /template:\n {4}metadata:\n {6}labels: .*\n/, 'template:\n    metadata:\n');
    spoil(deployment, '{{- if not .Values.hpa.enabled }}', '{{- if true }}');
    spoil(deployment, 'maxUnavailable: 1 }', 'maxUnavailable: 0 }');
    spoil(deployment, /default "\/health\/live"/g, 'default "/"');
    spoil(deployment, /terminationGracePeriodSeconds: .*/, 'terminationGracePeriodSeconds: 30');
    spoil(
      'charts/service/templates/_pod.tpl',
      'tolerations: {{- toYaml .',
      'tolerations: {{- toYaml (first .)',
    );
    spoil('charts/service/templates/_pod.tpl', 'runAsNonRoot: true\n', '');
    spoil('argocd/applications/values.yaml', "targetRevision: ''", 'targetRevision: k8s/staging');
    const { problems } = await rehearsed();
    const told = problems.map(({ rule, object, says }) => `${rule}: ${object}: ${says}`);
    for (const defect of [
      'selectors-match: Deployment/cart: its selector asks for app.kubernetes.io/name=cart, its pods have no such label',
      'schema: Deployment/cart: spec.template.spec.tolerations: must be array',
      'probes-ask-served-paths: Deployment/cart: the livenessProbe of cart asks /, which the code does not serve',
      'one-counts-replicas: Deployment/cart: it has replicas: 2, and an autoscaler too',
      'rollouts-end: Deployment/cart: of 2 replicas none may go, so a release waits for room that a full cluster never has',
      'grace-periods-suffice: Deployment/cart: 30 s until it is killed, 45 s may pass (preStop 5, drain and shutdown 40)',
      'nobody-is-root: Deployment/cart: container cart may run as root',
      'services-reach-pods: Service/cart: no pod has the labels it selects',
    ]) {
      expect(told).toContain(defect);
    }
    expect(told.join('\n')).toMatch(
      /branches-stay-apart: .* argocd\/applications\/values\.yaml:\d+ names a revision too/,
    );
  });

  it('by a budget that blocks drains is told so', async () => {
    spoil('charts/service/templates/_objects.tpl', '  maxUnavailable: 1\n', '  minAvailable: 2\n');
    const { problems } = await rehearsed();
    expect(problems.map(({ object, says }) => `${object}: ${says}`)).toContain(
      'PodDisruptionBudget/cart: 2 of at least 2 replicas must stay, so none can be moved',
    );
  });
});

describe.skipIf(helm === undefined)(`what a commit changes${skipped}`, () => {
  const git = (...args: string[]) =>
    execaSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: copy });
  const commit = (subject: string) => {
    git('add', '--all');
    git('commit', '--quiet', '--message', subject);
  };
  beforeEach(() => {
    git('init', '--quiet');
    commit('begin');
  });
  const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('shopstack-rehearse-'));

  it('is told Application by Application, field by field, and nothing is left behind', async () => {
    const before = leftovers();
    spoil('charts/cart/values.yaml', /tag: \S+/, 'tag: 0.9.1');
    commit('release cart');
    const changes = await diff(theHelm(), copy, { base: 'HEAD~1', head: 'HEAD' }, undefined);
    const names = changes.flatMap(({ applications }) => applications.map(({ application }) => application));
    expect(names).toEqual(['preprod-cart', 'staging-cart']);
    const text = await wordChanges(changes, false);
    expect(text).toMatch(
      /~ Deployment\/cart\n[\s\S]*spec\.template\.spec\.containers\[cart\]\.image: shopstack\/cart:\S+ → shopstack\/cart:0\.9\.1/,
    );
    expect(text).not.toContain('refuses');
    const full = await wordChanges(changes, true);
    expect(full).toMatch(/\n +\+ +image: shopstack\/cart:0\.9\.1\n/);
    expect(git('status', '--porcelain').stdout).toBe('');
    expect(git('worktree', 'list').stdout.split('\n')).toHaveLength(1);
    expect(leftovers().filter((name) => !before.includes(name))).toEqual([]);
  });

  it('is nothing where only words changed, and hooks alone are named as such', async () => {
    writeFileSync(join(copy, 'charts/NOTES.md'), 'words\n');
    commit('words');
    const words = await diff(theHelm(), copy, { base: 'HEAD~1', head: 'HEAD' }, ['staging']);
    expect(await wordChanges(words, false)).toBe('staging: nothing changes.');
    spoil('charts/environments/verifier.yaml', /tag: \S+/, 'tag: 0.9.9');
    commit('release the verifier');
    const hooks = await diff(theHelm(), copy, { base: 'HEAD~1', head: 'HEAD' }, ['staging']);
    expect(await wordChanges(hooks, false)).toMatch(
      /staging-cart\n {2}only hooks: .*\n {2}~ Job\/cart-verify \(PostSync hook\)/,
    );
  });
});
