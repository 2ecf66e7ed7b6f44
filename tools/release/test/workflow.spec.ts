import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { buildLocal } from '../src/images.ts';
import { scanLocal } from '../src/scan.ts';
import { openShop } from './shop.ts';
import { FakeRegistry, StandIns } from './stand-ins.ts';

const file = fileURLToPath(new URL('../../../.github/workflows/ci.yml', import.meta.url));
const Step = z.looseObject({ run: z.string().optional(), uses: z.string().optional() });
const Job = z.looseObject({
  'timeout-minutes': z.number(),
  needs: z.string().optional(),
  steps: z.array(Step),
});
const Workflow = z.looseObject({
  jobs: z.record(z.string(), Job),
  permissions: z.record(z.string(), z.string()),
});
const workflow = Workflow.parse(parse(readFileSync(file, 'utf8')));

describe('the workflow of pull requests', () => {
  it('lints, tests and rehearses side by side, by the commands of this repository', () => {
    const { jobs } = workflow;
    const runs = (name: string) => jobs[name]?.steps.flatMap(({ run }) => run ?? []) ?? [];
    expect(['lint', 'test', 'rehearse'].map((name) => jobs[name]?.needs)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(runs('lint')).toEqual(['npm ci', 'npm run --silent check', 'npm run --silent types']);
    expect(runs('test')).toContain('npm test');
    expect(runs('rehearse')).toContain('npm run --silent rehearse');
    expect(runs('image').join('\n')).not.toContain('push');
    expect(workflow.permissions).toEqual({ contents: 'read' });
  });

  it('takes every action by its commit', () => {
    const uses = Object.values(workflow.jobs).flatMap(({ steps }) =>
      steps.flatMap((step) => step.uses ?? []),
    );
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) expect(action).toMatch(/@[0-9a-f]{40}$/);
  });

  const found = spawnSync('actionlint', ['-version']).status === 0;
  it.skipIf(!found)(`passes actionlint${found ? '' : ' (skipped: actionlint is not on the PATH)'}`, () => {
    const { status, stdout } = spawnSync('actionlint', ['-no-color', file], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});

describe('an image for this machine alone', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is built and scanned, and pushed nowhere', async () => {
    const shop = await openShop();
    const registry = new FakeRegistry();
    const programs = new StandIns(join(shop.folder, 'programs'), await registry.open());
    vi.stubEnv('PATH', programs.path);
    const session = await shop.session({ branch: 'feature' });
    expect(await buildLocal(session, ['cart'])).toEqual({ images: { cart: 'shopstack/cart:dev' } });
    registry.manifests.set('cart:dev', 'local');
    expect(await scanLocal(session, ['cart'])).toEqual({ scanned: ['cart'] });
    programs.find([{ VulnerabilityID: 'CVE-1', PkgName: 'a', InstalledVersion: '1', Severity: 'CRITICAL' }]);
    await expect(scanLocal(session, ['cart'])).rejects.toThrow('cart: CVE-1 in a 1');
    expect(programs.calls('docker').map(({ args }) => args.join(' '))).toEqual([
      `build --build-arg APP=cart --build-arg VERSION=0.0.0-dev --build-arg REVISION=${shop.git('rev-parse', 'HEAD')} --tag shopstack/cart:dev .`,
    ]);
    await registry.close();
    shop.remove();
  });
});

describe('tools.sh', () => {
  it('installs nothing that does not have the digest it names', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shop-release-tools-'));
    const programs = new StandIns(folder, '');
    programs.remove('trivy');
    programs.substitute(
      'curl',
      "import { writeFileSync } from 'node:fs';\nwriteFileSync(process.argv[process.argv.indexOf('--output') + 1], 'other');\n",
    );
    const script = fileURLToPath(new URL('../tools.sh', import.meta.url));
    const { status, stderr } = spawnSync('bash', [script], {
      encoding: 'utf8',
      env: { PATH: `${programs.path}`, RELEASE_TOOLS: folder, HOME: folder },
    });
    expect(stderr).toContain('WARNING: 1 computed checksum did NOT match');
    expect(status).not.toBe(0);
    rmSync(folder, { recursive: true });
  });
});
