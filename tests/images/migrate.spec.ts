import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createConnection } from 'mysql2/promise';
import { beforeAll, describe, expect, it } from 'vitest';
import { mongoUrl, mysqlUrl } from '../support/stores.ts';
import { root } from './files.ts';

const secret = 'x'.repeat(32);
const base = {
  PATH: process.env.PATH ?? '',
  PORT: '0',
  SERVICE_SECRET: secret,
  TOKEN_SECRET: secret,
  QUOTE_SECRET: secret,
  ALLOW_STAND_IN: '1',
  // Nothing answers there: migrating needs neither.
  AMQP_URL: 'amqp://127.0.0.1:1',
  REDIS_URL: 'redis://127.0.0.1:1',
};

/** Runs a program of the repository to its end. */
async function run(program: string, args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [join(root, program), ...args], { cwd: root, env });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: code as number, said: out + err };
}

describe('node dist/main.js migrate', () => {
  beforeAll(async () => {
    const names = ['user', 'catalogue', 'payment', 'dispatch', 'shipping', 'ratings', 'cart'];
    const folders = names.map((name) => `apps/${name}`);
    const { code, said } = await run('node_modules/@typescript/native/bin/tsc', ['-b', ...folders], base);
    if (code !== 0) throw new Error(said);
  }, 180_000);

  it.each(['user', 'catalogue', 'payment', 'dispatch'])(
    'prepares the database of %s, twice as well as once',
    async (name) => {
      const env = { ...base, MONGO_URL: mongoUrl(`migrate_${name}`) };
      const first = await run(`apps/${name}/dist/main.js`, ['migrate'], env);
      expect([first.code, first.said]).toEqual([
        0,
        expect.stringMatching(/"migrated"[\s\S]*is as this version needs it/),
      ]);
      expect(first.said).not.toMatch(/is up|RabbitMQ|demo/);
      const second = await run(`apps/${name}/dist/main.js`, ['migrate'], env);
      expect([second.code, second.said]).toEqual([0, expect.not.stringMatching(/"migrated"/)]);
    },
  );

  it.each([
    ['shipping', ['cities', 'outbox', 'shipments']],
    ['ratings', ['outbox', 'reviews', 'tallies']],
  ])('makes the tables of %s', async (name, tables) => {
    const url = await mysqlUrl(`migrate_${name}`);
    const { code, said } = await run(`apps/${name}/dist/main.js`, ['migrate'], { ...base, MYSQL_URL: url });
    expect([code, said]).toEqual([0, expect.stringMatching(/is as this version needs it/)]);
    const connection = await createConnection({ uri: url, connectTimeout: 5_000 });
    const [rows] = await connection.query('SHOW TABLES');
    await connection.end();
    expect((rows as object[]).flatMap((row) => Object.values(row))).toEqual(expect.arrayContaining(tables));
  });

  it('has nothing to do for the cart', async () => {
    expect(await run('apps/cart/dist/main.js', ['migrate'], base)).toMatchObject({
      code: 0,
      said: expect.stringMatching(/no store to migrate/),
    });
  });

  it('fails at once where the store refuses it, saying so', async () => {
    const url = new URL(await mysqlUrl('migrate_refused'));
    Object.assign(url, { username: 'nobody', password: 'wrong' });
    const { code, said } = await run('apps/ratings/dist/main.js', ['migrate'], {
      ...base,
      MYSQL_URL: url.href,
    });
    expect([code, said]).toEqual([1, expect.stringMatching(/could not migrate its store: .*Access denied/)]);
  });

  it('refuses a word that it does not know', async () => {
    expect(await run('apps/cart/dist/main.js', ['migrat'], base)).toMatchObject({
      code: 64,
      said: expect.stringMatching(/no command "migrat"/),
    });
  });
});
