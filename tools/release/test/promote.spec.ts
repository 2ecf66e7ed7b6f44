import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PromoteOptions, promote } from '../src/promote.ts';
import { rollback } from '../src/rollback.ts';
import type { Session } from '../src/session.ts';
import { setVersions } from '../src/values.ts';
import { openShop, releaseAsIs, type Shop } from './shop.ts';
import { StandIns } from './stand-ins.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop('one to promote', async (made) => {
    shop = made;
    releaseAsIs(made, { cart: '0.1.0', web: '0.1.0', verifier: '0.1.0' });
    await release('0.1.1');
  });
});
afterEach(() => shop.remove());

/** A new version of the cart on staging. */
async function release(version: string): Promise<void> {
  shop.git('pull', '--quiet', '--rebase', 'origin', 'k8s/staging');
  shop.commit(`Change the cart for ${version}`, {
    'apps/cart/src/main.ts': `export const cart = '${version}';\n`,
  });
  shop.push();
  releaseAsIs(shop, { cart: version });
  await setVersions(await shop.session(), new Map([['cart', version]]));
}

const verdict = (version: string, more: object = {}) => ({
  ...{
    app: 'cart',
    version,
    environment: 'staging',
    verdict: 'green',
    at: '2026-11-21T10:00:00Z',
    revision: 'x',
  },
  ...more,
});

async function promoteWith(
  verdicts: object[],
  options: PromoteOptions = { approve: 'Ada' },
  ask?: Session['ask'],
) {
  const file = join(shop.folder, 'verdicts.json');
  writeFileSync(file, JSON.stringify(verdicts));
  const said: string[] = [];
  const session = { ...(await shop.session()), say: (line: string) => void said.push(line), ask };
  return { ...(await promote(session, { verdicts: file, ...options })), said };
}

const cartIn = (branch: string) => /tag: (\S+)/.exec(shop.remoteFile(branch, 'charts/cart/values.yaml'))?.[1];
const tipOf = (branch: string) => {
  shop.git('fetch', '--quiet', 'origin');
  return shop.git('rev-parse', `origin/${branch}`);
};

describe('a promotion', () => {
  it('merges what staging has proved, and records who said yes', async () => {
    const [preprod, staging] = [tipOf('k8s/preprod'), tipOf('k8s/staging')];
    const { said, rows } = await promoteWith([verdict('0.1.1')]);
    expect(rows.find(({ app }) => app === 'cart')).toEqual({
      ...{ app: 'cart', preprod: '0.1.0', staging: '0.1.1', after: '0.1.1' },
      ...{ verdict: 'green since 2026-11-21T10:00:00Z', passes: true },
    });
    expect(said.slice(0, 3)).toEqual([
      'app       preprod  staging  verdict',
      'cart      0.1.0    0.1.1    green since 2026-11-21T10:00:00Z',
      'web       0.1.0    0.1.0    no change',
    ]);
    expect(cartIn('k8s/preprod')).toBe('0.1.1');
    const tip = tipOf('k8s/preprod');
    expect(shop.git('log', '-1', '--format=%P|%an|%s', tip)).toBe(
      `${preprod} ${staging}|Ada|Promote staging to preprod: cart 0.1.1`,
    );
    expect(shop.git('log', '-1', '--format=%(trailers)', tip)).toBe(
      `Promoted-From: ${staging}\nApproved-by: Ada`,
    );
    expect((await promoteWith([])).said).toEqual([
      'preprod has everything that staging has; nothing to promote',
    ]);
  });

  it('is refused without a green verdict of staging for exactly this version', async () => {
    const before = tipOf('k8s/preprod');
    const cases: [object[], string][] = [
      [[], 'cart 0.1.1 (no verdict)'],
      [[verdict('0.1.1', { verdict: 'red', reason: 'no order' })], 'cart 0.1.1 (red: no order)'],
      [[verdict('0.1.0')], 'cart 0.1.1 (the verdict is for 0.1.0)'],
      [[verdict('0.1.1', { environment: 'preprod' })], 'cart 0.1.1 (no verdict)'],
    ];
    for (const [verdicts, says] of cases)
      await expect(promoteWith(verdicts)).rejects.toThrow(`Not proved on staging: ${says}`);
    expect(tipOf('k8s/preprod')).toBe(before);
  });

  it('is refused when nobody says yes, and only looks in a dry run', async () => {
    await expect(promoteWith([verdict('0.1.1')], {})).rejects.toThrow('Nobody has approved this.');
    const file = join(shop.folder, 'verdicts.json');
    const { rows, commit } = await promote(await shop.session({ dryRun: true }), { verdicts: file });
    expect(rows).toHaveLength(3);
    expect(commit).toBeUndefined();
    expect(cartIn('k8s/preprod')).toBe('0.1.0');
  });

  it('asks a person, who types the name of the environment', async () => {
    await expect(promoteWith([verdict('0.1.1')], {}, async () => 'yes')).rejects.toThrow(
      '"yes" is not preprod.',
    );
    expect(cartIn('k8s/preprod')).toBe('0.1.0');
    await promoteWith([verdict('0.1.1')], {}, async () => 'preprod');
    expect(shop.git('log', '-1', '--format=%(trailers:key=Approved-by)', tipOf('k8s/preprod'))).toBe(
      'Approved-by: Ada',
    );
  });

  it('reads the verdicts from the cluster of a context', async () => {
    const programs = new StandIns(join(shop.folder, 'programs'), '');
    const item = {
      metadata: { name: 'verdict-cart' },
      data: { latest: JSON.stringify(verdict('0.1.1')), history: '[]' },
    };
    programs.answer('kubectl', JSON.stringify({ kind: 'List', items: [item] }));
    vi.stubEnv('PATH', programs.path);
    const session = await shop.session({ dryRun: true });
    const { rows } = await promote(session, { context: 'staging' });
    expect(rows.find(({ app }) => app === 'cart')?.passes).toBe(true);
    expect(programs.calls('kubectl').map(({ args }) => args.join(' '))).toEqual([
      '--context staging --request-timeout=20s get configmap -l shopstack.io/verdict=true -n shopstack -o json',
    ]);
    programs.fail('kubectl', 'get', 'The connection to the server was refused');
    await expect(promote(session, {})).rejects.toThrow("kubectl cannot read staging's verdicts");
    vi.unstubAllEnvs();
  });

  it('is refused when preprod has a commit that staging lacks', async () => {
    shop.git('switch', '--quiet', '--create', 'hotfix', 'origin/k8s/preprod');
    shop.commit('Fix preprod alone', { 'apps/web/src/main.ts': 'x\n' });
    shop.git('push', '--quiet', 'origin', 'HEAD:k8s/preprod');
    await expect(promoteWith([verdict('0.1.1')])).rejects.toThrow(
      /preprod has commits that staging lacks: \w+ Fix preprod alone\./,
    );
  });

  it('carries no target along', async () => {
    const root = (branch: string) => `spec:\n  source:\n    targetRevision: ${branch}\n`;
    shop.git('pull', '--quiet', '--rebase', 'origin', 'k8s/staging');
    shop.commit('Add roots', {
      'argocd/staging.yaml': root('k8s/staging'),
      'argocd/preprod.yaml': root('k8s/preprod'),
      'argocd/applications/values.yaml': 'targetRevision: ""\n',
    });
    shop.push();
    expect((await promoteWith([verdict('0.1.1')])).commit).toBeDefined();
    shop.commit('Name staging', { 'argocd/applications/templates/cart.yaml': root('k8s/staging') });
    shop.git('pull', '--quiet', '--rebase', 'origin', 'k8s/staging');
    shop.push();
    await expect(promoteWith([verdict('0.1.1')])).rejects.toThrow(
      'A target would travel with the promotion: argocd/applications/templates/cart.yaml:    targetRevision: k8s/staging.',
    );
  });

  it('leaves out what was rolled back on preprod, until staging has a newer version of it', async () => {
    await promoteWith([verdict('0.1.1')]);
    await rollback(await shop.session(), 'cart', { environment: 'preprod' });
    expect(cartIn('k8s/preprod')).toBe('0.1.0');
    shop.git('pull', '--quiet', '--rebase', 'origin', 'k8s/staging');
    shop.commit('Write', { 'docs/new.md': 'x\n' });
    shop.push();
    const { said } = await promoteWith([]);
    expect(said).toContain(
      'cart      0.1.0    0.1.1    no change (stays at 0.1.0: 0.1.1 was rolled back here)',
    );
    expect(cartIn('k8s/preprod')).toBe('0.1.0');
    await release('0.1.2');
    await promoteWith([verdict('0.1.2')]);
    expect(cartIn('k8s/preprod')).toBe('0.1.2');
  });

  it('is refused when the branches contradict each other in more than a version', async () => {
    const other = shop.clone('other');
    other.git('switch', '--quiet', '--create', 'both', 'origin/k8s/preprod');
    other.commit('Roll on\n\nRolled-Back: cart/v0.0.9', { 'apps/web/src/main.ts': 'a\n' });
    other.git('push', '--quiet', 'origin', 'HEAD:k8s/preprod');
    shop.git('pull', '--quiet', '--rebase', 'origin', 'k8s/staging');
    shop.commit('Change', { 'apps/web/src/main.ts': 'b\n' });
    shop.push();
    await expect(promoteWith([verdict('0.1.1')])).rejects.toThrow(
      'contradict each other in apps/web/src/main.ts',
    );
  });
});
