import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openShop, releaseAsIs, type Shop } from './shop.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
  releaseAsIs(shop, { cart: '0.1.0', web: '0.1.0', verifier: '0.1.0' });
  shop.commit('Count', { 'apps/cart/src/count.ts': 'x\n' });
});
afterAll(() => shop.remove());

function release(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=source', main, ...args], {
    cwd: shop.root,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: shop.folder },
  });
  return { status, stdout, stderr };
}

describe('the command line', () => {
  it('prints a plan for people and as JSON', () => {
    const { status, stdout } = release('plan', '--dry-run');
    expect(status).toBe(0);
    expect(stdout).toContain('release cart\n  cart (since 0.1.0)\n      apps/cart/src/count.ts');
    const json = JSON.parse(release('plan', '--json').stdout);
    expect(json).toMatchObject({
      ok: true,
      command: 'plan',
      dryRun: false,
      changed: ['cart'],
      environment: 'staging',
    });
  });

  it('says what would be done, and does nothing, in a dry run', () => {
    release('plan');
    expect(release('version', '--dry-run').stdout).toContain('would take cart 0.1.1');
    const { status, stdout } = release('run', '--dry-run');
    expect(status).toBe(0);
    expect(stdout).toContain('would go through plan, notify, test, version, login, build, scan');
    expect(shop.remoteRefs('refs/reservations')).toEqual([]);
  });

  it.each([
    [['plan', '--apps', 'basket'], 2, 'There is no app basket.'],
    [['values', 'cart=9.9.9'], 2, 'cart/v9.9.9 was never released'],
    [['notify', 'perhaps'], 2, 'perhaps is nothing to tell.'],
    [['rollback', 'cart', '--environment', 'moon'], 2, 'There is no environment moon.'],
    [['plan', '--remote', 'nowhere'], 4, 'git fetch'],
    [['dance'], 2, "unknown command 'dance'"],
  ])('%j ends with %i', (args, expected, says) => {
    const { status, stderr } = release(...args);
    expect(stderr).toContain(says);
    expect(status).toBe(expected);
  });

  it('says why as JSON, too', () => {
    const { status, stdout } = release('plan', '--apps', 'basket', '--json');
    expect(JSON.parse(stdout)).toEqual({
      ...{ ok: false, command: 'plan', kind: 'input', exitCode: 2, what: 'There is no app basket.' },
      advice: 'The apps are cart, web, verifier.',
    });
    expect(status).toBe(2);
  });
});
