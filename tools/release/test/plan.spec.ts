import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePlan, type Planned, type PlanOptions } from '../src/plan.ts';
import { lockfile, openShop, releaseAsIs, type Shop, values } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.remove());

const all = { cart: '0.1.0', web: '0.1.0', verifier: '0.1.0' };
const plan = async (options: PlanOptions = {}, from = shop) => makePlan(await from.session(), options);
const changed = async (options: PlanOptions = {}) => (await plan(options)).changed;
const planned = async (app: string, options: PlanOptions = {}): Promise<Planned> => {
  const found = (await plan(options)).apps.find((one) => one.app === app);
  if (found === undefined) throw new Error(`no ${app} in the plan`);
  return found;
};

describe('a plan', () => {
  it('names every app of a shop that never released one, and nothing right after the release', async () => {
    expect(await changed()).toEqual(['cart', 'web', 'verifier']);
    expect((await planned('web')).reasons).toEqual([{ kind: 'never released' }]);
    releaseAsIs(shop, all);
    expect(await changed()).toEqual([]);
  });

  it('names the cart alone when only the cart changed', async () => {
    releaseAsIs(shop, all);
    shop.commit('Count', { 'apps/cart/src/count.ts': 'export const count = 1;\n' });
    expect(await changed()).toEqual(['cart']);
    expect((await planned('cart')).reasons).toEqual([
      { kind: 'sources', chain: ['@shop/cart'], files: ['apps/cart/src/count.ts'] },
    ]);
  });

  it('follows a library to everyone who uses it, by the chain that leads there', async () => {
    releaseAsIs(shop, all);
    shop.commit('Check tokens', { 'libs/auth/src/index.ts': 'export const auth = 2;\n' });
    expect(await changed()).toEqual(['cart']);
    shop.commit('Say more', { 'libs/contracts/src/index.ts': 'export const contracts = 2;\n' });
    expect(await changed()).toEqual(['cart', 'web', 'verifier']);
    expect((await planned('cart')).reasons).toContainEqual({
      kind: 'sources',
      chain: ['@shop/cart', '@shop/auth', '@shop/contracts'],
      files: ['libs/contracts/src/index.ts'],
    });
  });

  it('is empty after a change of what no image holds', async () => {
    releaseAsIs(shop, all);
    const manifest = {
      name: 'shopstack',
      workspaces: ['libs/*', 'apps/*', 'tools/*'],
      scripts: { lint: 'false' },
    };
    const harmless: Record<string, Record<string, string>> = {
      docs: {
        'docs/release.md': '# Other\n',
        'README.md': 'x\n',
        'apps/cart/README.md': 'x\n',
        'apps/cart/.env.example': 'A=\n',
      },
      tests: { 'libs/auth/test/auth.spec.ts': 'x\n', 'apps/cart/test/a/b.ts': 'x\n', 'tests/x.ts': 'x\n' },
      charts: {
        'charts/cart/values.yaml': values('cart').replace('2 #', '3 #'),
        'argocd/a.yaml': 'x: 1\n',
        'ops/x': 'x',
      },
      'tools that are not deployed': { 'tools/stack/src/main.ts': 'x\n' },
      'scripts of the root': { 'package.json': JSON.stringify(manifest) },
      'a library of the tests': { 'package-lock.json': lockfile({ vitest: '5.2.0' }) },
    };
    for (const [what, files] of Object.entries(harmless)) {
      shop.commit(`Change ${what}`, files);
      expect(await changed({ fetch: false }), what).toEqual([]);
    }
  });

  it('follows no library that the image goes without', async () => {
    const manifest = {
      name: '@shop/verifier',
      dependencies: { '@shop/contracts': '*' },
      withoutInImage: ['@shop/contracts'],
    };
    shop.commit('Go without', { 'tools/verifier/package.json': JSON.stringify(manifest) });
    releaseAsIs(shop, all);
    shop.commit('Say more', { 'libs/contracts/src/index.ts': 'export const contracts = 2;\n' });
    expect(await changed()).toEqual(['cart', 'web']);
  });

  it('takes a bump in the lockfile to those alone that install it', async () => {
    releaseAsIs(shop, all);
    shop.commit('Bump', { 'package-lock.json': lockfile({ postcss: '8.5.0' }) });
    expect(await changed()).toEqual(['web']);
    expect((await planned('web')).reasons).toEqual([
      {
        kind: 'packages',
        bumps: [{ name: 'postcss', from: '8.4.31', to: '8.5.0', chain: ['web', 'next', 'postcss'] }],
      },
    ]);
    shop.commit('Bump', { 'package-lock.json': lockfile({ debug: '4.5.0' }) });
    expect(await changed()).toEqual(['cart']);
    shop.commit('Bump', { 'package-lock.json': lockfile({ zod: '4.7.0' }) });
    expect(await changed()).toEqual(['cart', 'web', 'verifier']);
    shop.commit('Bump', { 'package-lock.json': lockfile({ '@typescript/native': '7.1.0' }) });
    expect(await changed()).toEqual(['cart', 'web', 'verifier']);
  });

  it('names everyone when the image itself changed', async () => {
    releaseAsIs(shop, all);
    shop.commit('Image', { Dockerfile: 'FROM node:24\n' });
    expect(await changed()).toEqual(['cart', 'web', 'verifier']);
    expect((await planned('cart')).reasons).toEqual([{ kind: 'image', files: ['Dockerfile'] }]);
  });

  it('sees a file that moved where it was and where it is', async () => {
    releaseAsIs(shop, all);
    shop.git('mv', 'apps/web/src/main.ts', 'apps/cart/src/web.ts');
    shop.commit('Move');
    expect(await changed()).toEqual(['cart', 'web']);
  });

  it('is empty when a change was taken back', async () => {
    releaseAsIs(shop, all);
    shop.commit('Try', { 'apps/cart/src/main.ts': 'export const cart = 2;\n' });
    shop.git('revert', '--no-edit', 'HEAD');
    expect(await changed()).toEqual([]);
  });

  it('sees what a merge brought, and no tag of a branch that was not merged', async () => {
    releaseAsIs(shop, all);
    shop.git('switch', '--quiet', '--create', 'feature');
    shop.commit('Feature', { 'apps/web/src/feature.ts': 'x\n' });
    releaseAsIs(shop, { web: '0.9.0' });
    shop.git('switch', '--quiet', 'k8s/staging');
    shop.commit('Other', { 'apps/cart/src/other.ts': 'x\n' });
    expect((await planned('web')).lastVersion).toBe('0.1.0');
    shop.git('tag', '--delete', 'web/v0.9.0');
    shop.git('push', '--quiet', 'origin', ':refs/tags/web/v0.9.0');
    shop.git('merge', '--quiet', '--no-ff', '--no-edit', 'feature');
    expect(await changed()).toEqual(['cart', 'web']);
  });

  it('compares with the release that no other follows, whatever its number', async () => {
    releaseAsIs(shop, { ...all, cart: '0.1.2' });
    shop.commit('Newer', { 'apps/cart/src/main.ts': 'export const cart = 2;\n' });
    releaseAsIs(shop, { cart: '0.1.1' });
    expect(await planned('cart')).toMatchObject({ changed: false, lastVersion: '0.1.1' });
  });

  it('compares with a commit of one’s choice, and looks at some apps alone', async () => {
    const base = shop.git('rev-parse', 'HEAD');
    shop.commit('Both', { 'apps/cart/src/a.ts': 'x\n', 'apps/web/src/a.ts': 'x\n' });
    expect(await changed({ base })).toEqual(['cart', 'web']);
    expect(await changed({ base, apps: ['web'] })).toEqual(['web']);
    await expect(plan({ base: 'nowhere' })).rejects.toThrow('There is no commit nowhere.');
    await expect(plan({ apps: ['basket'] })).rejects.toThrow(
      'There is no app basket. The apps are cart, web, verifier.',
    );
  });

  it('fetches what a shallow clone of one commit lacks', async () => {
    releaseAsIs(shop, all);
    shop.commit('Count', { 'apps/cart/src/count.ts': 'x\n' });
    shop.commit('Docs', { 'docs/a.md': 'x\n' });
    shop.push();
    const shallow = shop.clone('shallow', '--depth=1', '--no-tags', '--branch=k8s/staging');
    expect(shallow.git('rev-list', '--count', 'HEAD')).toBe('1');
    expect((await plan({}, shallow)).changed).toEqual(['cart']);
  });

  it('takes the step of the version from the commits of that app', async () => {
    releaseAsIs(shop, all);
    shop.commit('Add wishes\n\nRelease-As: minor', { 'apps/cart/src/wish.ts': 'x\n' });
    shop.commit('Correct', { 'apps/cart/src/wish.ts': 'y\n', 'apps/web/src/a.ts': 'x\n' });
    expect((await planned('cart')).level).toBe('minor');
    expect((await planned('web')).level).toBe('patch');
  });

  it('builds nothing for preprod, which gets what staging has proved', async () => {
    const made = await makePlan(await shop.session({ branch: 'k8s/preprod' }), {});
    expect(made.changed).toEqual([]);
    expect(made.note).toContain('preprod');
  });

  it('says so when the remote cannot be reached', async () => {
    shop.git('remote', 'set-url', 'origin', `${shop.folder}/gone.git`);
    await expect(plan()).rejects.toMatchObject({ kind: 'outside' });
    expect(await changed({ fetch: false })).toHaveLength(3);
  });
});
