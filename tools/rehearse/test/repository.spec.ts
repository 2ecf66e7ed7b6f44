import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { environments, unfold } from '../src/argocd.ts';
import { diff, wordChanges } from '../src/diff.ts';
import { readFacts } from '../src/facts.ts';
import { findHelm } from '../src/helm.ts';
import { budgetsLetNodesDrain } from '../src/policies/rollout.ts';
import { rehearse } from '../src/rehearsal.ts';
import { reportOf } from '../src/report.ts';
import { broken, findings } from './support.ts';

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

const run = (...args: string[]) =>
  execa('node', ['--conditions=source', join(root, 'tools/rehearse/src/main.ts'), ...args], {
    reject: false,
  });

describe.skipIf(helm === undefined)(`this repository${skipped}`, () => {
  it('would come up in every environment', async () => {
    const names = await environments(root);
    expect(names).toEqual(['preprod', 'staging']);
    const rehearsal = await rehearse(theHelm(), root, names);
    expect(rehearsal.problems, reportOf(rehearsal)).toEqual([]);
    expect(rehearsal.rows.length).toBeGreaterThan(2 * 12);
  });

  it('is not rehearsed for what is not there, and says so', async () => {
    const [environment, commit, version] = await Promise.all([
      run('--env', 'production'),
      run('--diff', 'no-such-commit'),
      run('--install-only'),
    ]);
    expect([environment.exitCode, environment.stderr]).toEqual([
      1,
      '\nThere is no environment production; argocd/ has preprod, staging.',
    ]);
    expect([commit.exitCode, commit.stderr]).toEqual([
      1,
      expect.stringContaining('There is no commit no-such-commit.'),
    ]);
    expect([version.exitCode, version.stdout]).toEqual([0, expect.stringMatching(/^Helm v3/)]);
  });
});

const Result = z.object({
  problems: z.array(
    z.object({ application: z.string().optional(), rule: z.string(), object: z.string(), says: z.string() }),
  ),
});

describe.skipIf(helm === undefined)(`a repository that is spoilt${skipped}`, () => {
  it('is told each defect, those of the charts that this shop comes from among them', async () => {
    const deployment = 'charts/service/templates/_deployment.tpl';
    spoil('charts/shipping/values.yaml', 'replicaCount:', 'replicaCounts:');
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
    spoil('argocd/project.yaml', '    - { group: autoscaling, kind: HorizontalPodAutoscaler }\n', '');

    const { exitCode, stdout } = await run('--root', copy, '--code', root, '--env', 'staging', '--json');
    expect(exitCode).toBe(1);
    const { problems } = Result.parse(JSON.parse(stdout));
    const told = problems.map(({ rule, object, says }) => `${rule}: ${object}: ${says}`);
    for (const defect of [
      'selectors-match: Deployment/cart: its selector asks for app.kubernetes.io/name=cart, its pods have no such label',
      'services-reach-pods: Service/cart: no pod has the labels it selects',
      'schema: Deployment/cart: spec.template.spec.tolerations: must be array',
      'pods-know-their-nodes: Deployment/cart: its tolerations are no list',
      'probes-ask-served-paths: Deployment/cart: the livenessProbe of cart asks /, which the code does not serve',
      'one-counts-replicas: Deployment/cart: it has replicas: 2, and an autoscaler too',
      'rollouts-end: Deployment/cart: of 2 replicas none may go, so a release waits for room that a full cluster never has',
      'grace-periods-suffice: Deployment/cart: 30 s until it is killed, 45 s may pass (preStop 0, drain and shutdown 45)',
      'nobody-is-root: Deployment/cart: container cart may run as root',
      'projects-allow-what-is-needed: HorizontalPodAutoscaler/cart: AppProject/shopstack does not allow its kind',
    ]) {
      expect(told).toContain(defect);
    }
    expect(told.join('\n')).toMatch(
      /branches-stay-apart: .* argocd\/applications\/values\.yaml:\d+ names a revision too/,
    );
    const typo = problems.find(
      ({ rule, application }) => rule === 'renders' && application === 'staging-shipping',
    );
    expect(typo?.says).toContain('replicaCounts');
  });

  it('is told a budget that blocks drains', async () => {
    spoil('charts/service/templates/_objects.tpl', '  maxUnavailable: 1\n', '  minAvailable: 2\n');
    const unfolded = await unfold(theHelm(), copy, 'staging');
    const cluster = {
      environment: 'staging',
      objects: unfolded.flatMap(({ objects }) => objects),
      facts: await readFacts(root),
    };
    expect(findings(budgetsLetNodesDrain, cluster)).toContain(
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
  // Others leave their own things in the machine's folder for such.
  let scratch: string;
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'shopstack-scratch-'));
    vi.stubEnv('TMPDIR', scratch);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('is told Application by Application, field by field, hooks by name, and nothing is left behind', async () => {
    git('init', '--quiet');
    commit('begin');
    writeFileSync(join(copy, 'charts/cart/NOTES.md'), 'words change nothing\n');
    spoil('charts/cart/values.yaml', /tag: \S+/, 'tag: 0.9.1');
    spoil('charts/environments/verifier.yaml', /tag: \S+/, 'tag: 0.9.9');
    commit('release cart and the verifier');

    const changes = await diff(theHelm(), copy, { base: 'HEAD~1', head: 'HEAD' }, ['staging']);
    const touched = changes.flatMap(({ applications }) => applications);
    const synced = touched.filter(({ hooksOnly }) => !hooksOnly).map(({ application }) => application);
    // The verifier's own CronJob is no hook.
    expect(synced).toEqual(['staging-cart', 'staging-verifier']);
    const text = await wordChanges(changes, false);
    expect(text).toMatch(
      /~ Deployment\/cart\n[\s\S]*spec\.template\.spec\.containers\[cart\]\.image: shopstack\/cart:\S+ → shopstack\/cart:0\.9\.1/,
    );
    expect(text).toMatch(/staging-user\n {2}only hooks: .*\n {2}~ Job\/user-verify \(PostSync hook\)/);
    expect(text).not.toContain('refuses');
    expect(await wordChanges(changes, true)).toMatch(/\n +\+ +image: shopstack\/cart:0\.9\.1\n/);

    expect(git('status', '--porcelain').stdout).toBe('');
    expect(readdirSync(scratch)).toEqual([]);
  });
});
