import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDoor } from './door.ts';
import { Operator } from './run.ts';

const right = { SHOPCTL_EMAIL: 'admin', SHOPCTL_PASSWORD: 'right-password' };
let door: Awaited<ReturnType<typeof openDoor>>;
const operators: Operator[] = [];

beforeAll(async () => {
  door = await openDoor();
});
afterAll(async () => {
  for (const operator of operators) operator.close();
  await door.close();
});

function operator(env: Record<string, string> = {}): Operator {
  const one = new Operator({ SHOP_URL: door.url, ...env });
  operators.push(one);
  return one;
}

const kept = ({ home }: Operator): string[] => {
  const folder = join(home, 'shopctl');
  return readdirSync(folder).map((name) => join(folder, name));
};

describe('a session', () => {
  it('is kept for its owner alone, works until logout, and is then ended at the shop too', async () => {
    const admin = operator(right);
    expect(await admin.run('login')).toEqual({
      code: 0,
      stdout: `Signed in to ${door.url} as admin.\n`,
      stderr: '',
    });
    const [file = '', ...others] = kept(admin);
    expect(others).toEqual([]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(admin.home, 'shopctl')).mode & 0o777).toBe(0o700);
    expect(readFileSync(file, 'utf8')).not.toContain('right-password');

    expect((await admin.json('whoami')).document).toMatchObject({
      shopper: { name: 'admin', role: 'admin' },
    });
    expect(await admin.run('logout')).toMatchObject({ code: 0, stdout: `Signed out of ${door.url}.\n` });
    expect(kept(admin)).toEqual([]);
    expect(door.revoked.some((token) => token.startsWith('refresh-of-admin-'))).toBe(true);
  });

  it('is opened by the environment where there is none, for scripts', async () => {
    const script = operator(right);
    expect((await script.run('whoami')).stdout).toBe(`admin at ${door.url} (admin)\n`);
    expect(kept(script)).toHaveLength(1);
  });

  it('is no one’s who has no role: it ends at once', async () => {
    const ann = operator({ ...right, SHOPCTL_EMAIL: 'ann' });
    const { code, stdout, stderr } = await ann.run('login');
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('ann has no role');
    expect(kept(ann)).toEqual([]);
    expect(door.revoked.some((token) => token.startsWith('refresh-of-ann-'))).toBe(true);
  });

  it('stays what it was when somebody then gets the password wrong', async () => {
    const admin = operator({ ...right });
    await admin.run('login');
    const [file = ''] = kept(admin);
    const before = readFileSync(file, 'utf8');
    const wrong = new Operator({
      SHOP_URL: door.url,
      XDG_CONFIG_HOME: admin.home,
      ...right,
      SHOPCTL_PASSWORD: 'x',
    });
    operators.push(wrong);
    const { code, document, stderr } = await wrong.json('login');
    expect({ code, document }).toMatchObject({
      code: 4,
      document: { error: { kind: 'forbidden', exitCode: 4, advice: 'Check the name and the password.' } },
    });
    expect(stderr).toContain('wrong_credentials');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

describe('what goes wrong', () => {
  it.each([
    ['nobody to ask for a password', ['login'], {}, 2, 'Set SHOPCTL_EMAIL and SHOPCTL_PASSWORD.'],
    ['nobody signed in', ['whoami'], {}, 4, 'shopctl login --shop'],
    ['an address that is none', ['status', '--shop', 'moon'], {}, 2, '"moon" is no address of a shop.'],
    [
      'a password in the address',
      ['status', '--shop', 'http://a:b@localhost'],
      {},
      2,
      'has a name or a password',
    ],
    ['a time limit that is none', ['status', '--timeout', 'soon'], {}, 2, 'number of seconds'],
    ['a command that is none', ['dance'], {}, 2, "unknown command 'dance'"],
    [
      'nobody there',
      ['status', '--shop', 'http://127.0.0.1:9'],
      {},
      3,
      'cannot be reached: connect ECONNREFUSED',
    ],
  ])('%s', async (_what, words, env, expected, says) => {
    const { code, stdout, stderr } = await operator(env).run(...words);
    expect(stderr).toContain(says);
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  });

  it('a shop that says nothing: waits for the time limit, not for ever', async () => {
    const mute = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    try {
      const address = mute.address();
      const port = typeof address === 'object' ? address?.port : 0;
      const { code, document } = await operator().json(
        'status',
        '--shop',
        `http://127.0.0.1:${port}`,
        '--timeout',
        '0.3',
      );
      expect({ code, document }).toMatchObject({
        code: 3,
        document: { error: { what: `http://127.0.0.1:${port} did not answer within 0.3 s.` } },
      });
    } finally {
      mute.close();
    }
  });
});
