import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reserve } from '../src/reservations.ts';
import { loadState, saveState } from '../src/state.ts';
import * as steps from '../src/steps.ts';
import { release } from '../src/values.ts';
import { readTags } from '../src/values-file.ts';
import { openShop, releaseAsIs, type Shop, values } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.remove());

const path = ['deploy', 'image'];
const all = { cart: '0.1.0', web: '0.1.0', verifier: '0.1.0' };
const cartOf = (branch: string) =>
  readTags(shop.remoteFile(branch, 'charts/cart/values.yaml'), path, 'charts/cart/values.yaml');

/** Builds nothing, but does all that git sees of a release: plan, version, values. */
async function releaseFrom(from: Shop): Promise<string[]> {
  const session = await from.session();
  await steps.plan(session, {});
  await steps.version(session, {});
  const state = loadState(session);
  if (state === undefined) throw new Error('no release under way');
  saveState(session, { ...state, published: Object.keys(state.apps) });
  const { moved } = await steps.values(session, []);
  return moved.map(({ app, to, left }) => `${app} ${to}${left === undefined ? '' : ` ${left}`}`);
}

describe('a release', () => {
  it('is one commit that changes the tags alone, a tag on what was built, and no reservation left', async () => {
    releaseAsIs(shop, all);
    const built = shop.commit('Count', { 'apps/cart/src/count.ts': 'x\n' });
    shop.push();
    expect(await releaseFrom(shop)).toEqual(['cart 0.1.1']);
    expect(cartOf('k8s/staging')).toEqual({ tag: '0.1.1', previousTag: '0.1.0' });
    shop.git('fetch', '--quiet', '--tags');
    expect(shop.git('rev-parse', 'cart/v0.1.1^{commit}')).toBe(built);
    expect(shop.git('cat-file', '-t', 'cart/v0.1.1')).toBe('tag');
    expect(shop.git('diff', '--name-only', built, 'origin/k8s/staging')).toBe('charts/cart/values.yaml');
    expect(shop.git('log', '-1', '--format=%an|%s', 'origin/k8s/staging')).toBe(
      'ShopStack release|Release cart 0.1.1 [skip ci]',
    );
    expect(shop.remoteRefs('refs/reservations')).toEqual([]);
    expect(cartOf('k8s/preprod').tag).toBe('0.1.0');
    shop.git('merge', '--quiet', '--ff-only', 'origin/k8s/staging');
    expect((await steps.plan(await shop.session(), {})).changed).toEqual([]);
  });

  it('writes the verifier’s tag where every chart reads it, and begins with 0.1.0', async () => {
    releaseAsIs(shop, { cart: '0.1.0', web: '0.1.0' });
    expect(await releaseFrom(shop)).toEqual(['verifier 0.1.0 is there already']);
    shop.commit('Verify more', { 'tools/verifier/src/main.ts': 'x\n' });
    shop.push();
    expect(await releaseFrom(shop)).toEqual(['verifier 0.1.1']);
    expect(shop.remoteFile('k8s/staging', 'charts/environments/verifier.yaml')).toContain('tag: 0.1.1');
  });

  it('goes on top of what was pushed while it was built', async () => {
    releaseAsIs(shop, all);
    shop.commit('Count', { 'apps/cart/src/count.ts': 'x\n' });
    shop.push();
    const session = await shop.session();
    await steps.plan(session, {});
    await steps.version(session, {});
    const other = shop.clone('other');
    const late = other.commit('Scale', {
      'charts/cart/values.yaml': values('cart').replace('2 # two', '3 # three'),
    });
    other.push();
    const state = loadState(session);
    saveState(session, {
      ...state,
      revision: state?.revision ?? '',
      branch: 'k8s/staging',
      apps: { cart: 'patch' },
      wide: false,
      published: ['cart'],
    });
    const { commit = '' } = await steps.values(session, []);
    expect(shop.git('rev-parse', `${commit}^`)).toBe(late);
    expect(shop.remoteFile('k8s/staging', 'charts/cart/values.yaml')).toContain('replicaCount: 3 # three');
    expect(cartOf('k8s/staging').tag).toBe('0.1.1');
  });

  it('has nothing to publish twice and nothing to end before it is published', async () => {
    releaseAsIs(shop, all);
    shop.commit('Count', { 'apps/cart/src/count.ts': 'x\n' });
    shop.push();
    const session = await shop.session();
    await expect(steps.version(session, {})).rejects.toThrow(
      'There is no release under way. Run `release plan` first.',
    );
    await steps.plan(session, {});
    await steps.version(session, {});
    await expect(steps.values(session, [])).rejects.toThrow('cart is not published.');
    expect(shop.remoteRefs('refs/reservations')).toEqual(['refs/reservations/cart/v0.1.1']);
    shop.commit('More', { 'apps/cart/src/more.ts': 'x\n' });
    await expect(steps.values(session, [])).rejects.toThrow('Run `release plan` again.');
    await steps.plan(session, {});
    expect(shop.remoteRefs('refs/reservations')).toEqual([]);
  });

  it('refuses a dirty tree and a branch that is not released on', async () => {
    releaseAsIs(shop, { cart: '0.1.0' });
    shop.write({ 'apps/cart/src/dirty.ts': 'x\n' });
    await expect(steps.values(await shop.session(), ['cart=0.1.0'])).rejects.toThrow(
      'apps/cart/src/dirty.ts',
    );
    shop.commit('Clean');
    shop.push();
    const session = await shop.session({ branch: 'feature' });
    await steps.plan(session, {});
    await expect(steps.version(session, {})).rejects.toThrow(
      'feature is no branch that versions are released on.',
    );
  });
});

describe('values by hand', () => {
  it('sets a version that was released, in one file', async () => {
    releaseAsIs(shop, { ...all, cart: '0.1.5' });
    const { moved } = await steps.values(await shop.session(), ['cart=0.1.5']);
    expect(moved).toEqual([{ app: 'cart', from: '0.1.0', to: '0.1.5' }]);
    expect(cartOf('k8s/staging')).toEqual({ tag: '0.1.5', previousTag: '0.1.0' });
  });

  it.each([
    ['cart=0.2.0', 'cart/v0.2.0 was never released'],
    ['basket=0.1.0', 'basket/v0.1.0 was never released'],
    ['cart', 'cart is not APP=MAJOR.MINOR.PATCH.'],
    ['cart=1.0', 'cart=1.0 is not APP=MAJOR.MINOR.PATCH.'],
  ])('refuses %s', async (word, why) => {
    const before = shop.remoteRefs('refs/heads');
    await expect(steps.values(await shop.session(), [word])).rejects.toThrow(why);
    expect(shop.remoteRefs('refs/heads')).toEqual(before);
  });

  it('changes nothing in a dry run', async () => {
    releaseAsIs(shop, { cart: '0.1.5' });
    const { moved, commit } = await steps.values(await shop.session({ dryRun: true }), ['cart=0.1.5']);
    expect(moved).toEqual([{ app: 'cart', from: '0.1.0', to: '0.1.5' }]);
    expect(commit).toBeUndefined();
    expect(cartOf('k8s/staging').tag).toBe('0.1.0');
  });
});

describe('releases at the same time', () => {
  it('never take a version twice', async () => {
    releaseAsIs(shop, all);
    const sessions = await Promise.all(['a', 'b', 'c', 'd'].map((name) => shop.clone(name).session()));
    const head = shop.git('rev-parse', 'HEAD');
    const taken = await Promise.all(
      sessions.map((session) => reserve(session, new Map([['cart', 'patch']]), head)),
    );
    const versions = taken.map((reserved) => reserved.get('cart')?.version);
    expect(versions.sort()).toEqual(['0.1.1', '0.1.2', '0.1.3', '0.1.4']);
  });

  it('both end right when each has an app of its own, and lose no commit', async () => {
    releaseAsIs(shop, all);
    shop.commit('Count', { 'apps/cart/src/count.ts': 'x\n', 'apps/web/src/count.ts': 'x\n' });
    shop.push();
    const revision = shop.git('rev-parse', 'HEAD');
    const sessions = await Promise.all(['a', 'b'].map((name) => shop.clone(name).session()));
    const apps = ['cart', 'web'] as const;
    const developer = shop.clone('developer');
    await Promise.all([
      ...sessions.map(async (session, at) => {
        const reserved = await reserve(session, new Map([[apps[at] ?? '', 'patch']]), revision);
        await release(session, { revision, reserved });
      }),
      (async () => {
        developer.commit('Write', { 'docs/new.md': 'x\n' });
        developer.push();
      })(),
    ]);
    shop.git('fetch', '--quiet', 'origin');
    const subjects = shop.git('log', '--format=%s', `${revision}..origin/k8s/staging`).split('\n').sort();
    expect(subjects).toEqual(['Release cart 0.1.1 [skip ci]', 'Release web 0.1.1 [skip ci]', 'Write']);
    expect(shop.remoteRefs('refs/reservations')).toEqual([]);
  });

  it('do not put an older build over a newer one', async () => {
    releaseAsIs(shop, all);
    const older = shop.commit('One', { 'apps/cart/src/one.ts': 'x\n' });
    const newer = shop.commit('Two', { 'apps/cart/src/two.ts': 'x\n' });
    shop.push();
    const session = await shop.session();
    const of = async (revision: string) => ({
      revision,
      reserved: await reserve(session, new Map([['cart', 'patch']]), revision),
    });
    const [first, second] = [await of(older), await of(newer)];
    await release(session, second);
    const { moved } = await release(session, first);
    expect(moved).toEqual([
      { app: 'cart', from: '0.1.2', to: '0.1.1', left: '0.1.2 is newer and contains it' },
    ]);
    expect(cartOf('k8s/staging')).toEqual({ tag: '0.1.2', previousTag: '0.1.0' });
    expect(shop.remoteRefs('refs/tags/cart')).toEqual([
      'refs/tags/cart/v0.1.0',
      'refs/tags/cart/v0.1.1',
      'refs/tags/cart/v0.1.2',
    ]);
  });

  it('put the newer build there even when its number is the lower one', async () => {
    releaseAsIs(shop, all);
    const older = shop.commit('One', { 'apps/cart/src/one.ts': 'x\n' });
    const newer = shop.commit('Two', { 'apps/cart/src/two.ts': 'x\n' });
    shop.push();
    const session = await shop.session();
    const of = async (revision: string) => ({
      revision,
      reserved: await reserve(session, new Map([['cart', 'patch']]), revision),
    });
    const [first, second] = [await of(newer), await of(older)];
    await release(session, second);
    await release(session, first);
    expect(cartOf('k8s/staging')).toEqual({ tag: '0.1.1', previousTag: '0.1.2' });
    shop.git('fetch', '--quiet', 'origin');
    shop.git('merge', '--quiet', '--ff-only', 'origin/k8s/staging');
    expect((await steps.plan(session, {})).changed).toEqual([]);
  });

  it('are refused when the branch was rewritten beneath them', async () => {
    releaseAsIs(shop, all);
    const built = shop.commit('One', { 'apps/cart/src/one.ts': 'x\n' });
    shop.push();
    const session = await shop.session();
    const reserved = await reserve(session, new Map([['cart', 'patch']]), built);
    shop.git('push', '--quiet', '--force', 'origin', 'HEAD^:k8s/staging');
    await expect(release(session, { revision: built, reserved })).rejects.toThrow('no longer contains');
    expect(shop.remoteRefs('refs/tags/cart')).toEqual(['refs/tags/cart/v0.1.0']);
  });
});
