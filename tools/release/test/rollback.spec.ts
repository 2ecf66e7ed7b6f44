import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makePlan, type Planned } from '../src/plan.ts';
import { reserve } from '../src/reservations.ts';
import { rollback } from '../src/rollback.ts';
import { release, setVersions } from '../src/values.ts';
import { readTags } from '../src/values-file.ts';
import { openShop, releaseAsIs, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop('released', (made) =>
    releaseAsIs(made, { cart: '0.1.0', web: '0.1.0', verifier: '0.1.0' }),
  );
});
afterEach(() => shop.remove());

/** Changes files, and releases the cart with them. Returns what was built. */
async function change(message: string, file = 'apps/cart/src/main.ts'): Promise<string> {
  const revision = commit(message, file);
  const session = await shop.session();
  await release(session, {
    revision,
    reserved: await reserve(session, new Map([['cart', 'patch']]), revision),
  });
  return revision;
}

function commit(message: string, file: string): string {
  shop.git('pull', '--quiet', '--rebase', 'origin', 'k8s/staging');
  const revision = shop.commit(message, { [file]: `${message}\n` });
  shop.push();
  return revision;
}

const cart = () =>
  readTags(shop.remoteFile('k8s/staging', 'charts/cart/values.yaml'), ['deploy', 'image'], 'f');
const back = async (to?: string) => rollback(await shop.session(), 'cart', { to });
const planned = async (): Promise<Planned | undefined> => {
  shop.git('pull', '--quiet', '--rebase', 'origin', 'k8s/staging');
  return (await makePlan(await shop.session(), {})).apps.find(({ app }) => app === 'cart');
};

describe('a rollback', () => {
  it('is a commit that takes the last version back, and one more the version before', async () => {
    await change('One');
    await change('Two');
    expect(cart()).toEqual({ tag: '0.1.2', previousTag: '0.1.1' });
    const scaled = commit('Scale', 'charts/cart/other.yaml');
    expect(await back()).toMatchObject({ from: '0.1.2', to: '0.1.1' });
    expect(cart()).toEqual({ tag: '0.1.1', previousTag: '0.1.0' });
    shop.git('fetch', '--quiet', 'origin');
    expect(shop.git('diff', '--name-only', scaled, 'origin/k8s/staging')).toBe('charts/cart/values.yaml');
    expect(shop.git('log', '-1', '--format=%an|%s|%(trailers)', 'origin/k8s/staging')).toBe(
      'Ada|Roll cart back from 0.1.2 to 0.1.1 [skip ci]|Rolled-Back: cart/v0.1.2',
    );
    expect(await back()).toMatchObject({ from: '0.1.1', to: '0.1.0' });
    await expect(back()).rejects.toThrow(
      'cart 0.1.0 has no version before it that was released. Name one by --to.',
    );
  });

  it('goes to a version of one’s choice, if that was released and is not newer', async () => {
    await change('One');
    await change('Two');
    expect(await back('0.1.0')).toMatchObject({ from: '0.1.2', to: '0.1.0' });
    await expect(back('0.0.9')).rejects.toThrow('cart 0.0.9 was never released.');
    await expect(back('0.1.0')).rejects.toThrow('cart is at 0.1.0 already.');
    releaseAsIs(shop, { cart: '0.9.0' });
    await expect(back('0.9.0')).rejects.toThrow('0.9.0 is newer than 0.1.0: that is no rollback.');
    await expect(rollback(await shop.session(), 'basket', {})).rejects.toThrow('There is no app basket.');
  });

  it('loses no commit that is pushed at the same time', async () => {
    await change('One');
    const others = ['a', 'b'].map((name) => shop.clone(name));
    const results = await Promise.all([
      back(),
      ...others.map(async (other, at) =>
        setVersions(await other.session(), new Map([[at === 0 ? 'web' : 'verifier', '0.1.0']])),
      ),
    ]);
    expect(results).toHaveLength(3);
    expect(cart().tag).toBe('0.1.0');
    shop.git('fetch', '--quiet', 'origin');
    expect(shop.git('log', '--format=%s', 'origin/k8s/staging')).toContain('Release cart 0.1.1 [skip ci]');
  });

  it('changes nothing in a dry run', async () => {
    await change('One');
    const session = await shop.session({ dryRun: true });
    expect(await rollback(session, 'cart', {})).toEqual({ app: 'cart', from: '0.1.1', to: '0.1.0' });
    expect(cart().tag).toBe('0.1.1');
  });
});

describe('after a rollback the plan', () => {
  beforeEach(async () => {
    shop.remove();
    shop = await openShop('rolled back', async (made) => {
      shop = made;
      releaseAsIs(made, { cart: '0.1.0', web: '0.1.0', verifier: '0.1.0' });
      await change('Break');
      await back();
    });
  });

  it('says so and releases nothing', async () => {
    expect(await planned()).toMatchObject({
      changed: false,
      reasons: [],
      rolledBack: { version: '0.1.1', held: false },
    });
  });

  it('holds the app when only a library changed, until a commit or a person asks for it', async () => {
    commit('Check tokens', 'libs/auth/src/index.ts');
    expect(await planned()).toMatchObject({ changed: false, rolledBack: { held: true } });
    const named = await makePlan(await shop.session(), { apps: ['cart'] });
    expect(named.changed).toEqual(['cart']);
    commit('The library was it\n\nRelease: cart', 'docs/note.md');
    expect(await planned()).toMatchObject({ changed: true, rolledBack: { held: false } });
  });

  it('releases it with its next change, and says that what was rolled back comes along', async () => {
    const fixed = commit('Mend', 'apps/cart/src/main.ts');
    expect(await planned()).toMatchObject({ changed: true, rolledBack: { version: '0.1.1', held: false } });
    const session = await shop.session();
    await release(session, {
      revision: fixed,
      reserved: await reserve(session, new Map([['cart', 'patch']]), fixed),
    });
    expect(cart()).toEqual({ tag: '0.1.2', previousTag: '0.1.0' });
    expect(await planned()).toMatchObject({ changed: false, lastVersion: '0.1.2' });
    expect((await planned())?.rolledBack).toBeUndefined();
  });
});

it('a build that was under way while its app was rolled back does not undo that', async () => {
  await change('One');
  const revision = commit('Two', 'apps/cart/src/two.ts');
  const session = await shop.session();
  const reserved = await reserve(session, new Map([['cart', 'patch']]), revision);
  await back();
  const { moved } = await release(session, { revision, reserved });
  expect(moved[0]?.left).toContain('was rolled back meanwhile');
  expect(cart().tag).toBe('0.1.0');
});
