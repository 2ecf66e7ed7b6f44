import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { fakeKubectl, standIn } from './support/stand-ins.ts';
import { has } from './support/tools.ts';

const root = join(import.meta.dirname, '../..');
const script = (name: string) => join(root, 'ops/local', name);
const State = z.object({
  namespaces: z.array(z.string()),
  secrets: z.record(z.string(), z.record(z.string(), z.string())),
  calls: z.array(z.string()),
});
const folders: string[] = [];
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shop-ops-'));
  folders.push(folder);
  file = join(folder, 'kubectl.json');
  standIn(join(folder, 'bin'), 'kubectl', fakeKubectl(file));
});
afterAll(() => {
  for (const one of folders) rmSync(one, { recursive: true, force: true });
});

const run = (name: string, ...words: string[]) =>
  execa(script(name), words, {
    reject: false,
    timeout: 60_000,
    env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` },
    extendEnv: false,
  });
const state = () => State.parse(JSON.parse(readFileSync(file, 'utf8')));
const value = (secret: string, key: string) =>
  Buffer.from(state().secrets[secret]?.[key] ?? '', 'base64').toString();
const table = readFileSync(join(root, 'ops/secrets.table'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split(/\s+/));

describe('ops/secrets.table', () => {
  it('has every key that an app reads from its Secret', () => {
    const Values = z.object({ deploy: z.object({ secrets: z.array(z.string()).optional() }).optional() });
    const rows = new Set(table.map(([secret, key]) => `${secret}/${key}`));
    const charts = readdirSync(join(root, 'charts'), { withFileTypes: true }).filter((one) =>
      one.isDirectory(),
    );
    const wanted = charts.flatMap(({ name }) => {
      const path = join(root, 'charts', name, 'values.yaml');
      const text = readdirSync(join(root, 'charts', name)).includes('values.yaml')
        ? readFileSync(path, 'utf8')
        : '{}';
      return (Values.parse(parse(text) ?? {}).deploy?.secrets ?? []).map((key) => `${name}/${key}`);
    });
    expect(wanted).toContain('user/MONGO_URL');
    expect(wanted.filter((one) => !rows.has(one))).toEqual([]);
  });
});

describe('ops/local/secrets.sh', () => {
  it('tells names and keys in a dry run, no values, and asks no cluster', async () => {
    standIn(join(folder, 'bin'), 'kubectl', '#!/bin/sh\nexit 9\n');
    const { stdout, exitCode } = await run('secrets.sh', '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('user: SERVICE_SECRET TOKEN_SECRET MONGO_URL REDIS_URL AMQP_URL');
    expect(stdout).not.toContain('://');
  });

  it('makes a Secret of each, the same value wherever it is named', async () => {
    const { exitCode, stderr, all } = await run('secrets.sh', '--context', 'mine');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(Object.keys(state().secrets).toSorted()).toEqual(
      [...new Set(table.map(([name]) => name))].toSorted(),
    );
    expect(state().calls.every((call) => call.includes('--context mine'))).toBe(true);
    const password = value('rabbitmq', 'password');
    expect(password).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(value('cart', 'AMQP_URL')).toBe(`amqp://shopstack:${password}@rabbitmq:5672`);
    expect(value('shipping', 'MYSQL_URL')).toBe(
      `mysql://shipping:${value('mysql', 'shipping')}@mysql:3306/shipping`,
    );
    expect(value('user', 'MONGO_URL')).toContain('/user?replicaSet=rs0&w=majority');
    expect(value('payment', 'WORLDPAY_WEBHOOK_SECRETS')).toBe(`1:${value('psp', 'WORLDPAY_WEBHOOK_SECRET')}`);
    expect(value('web', 'SESSION_SECRET')).not.toBe(value('web', 'SERVICE_SECRET'));
    for (const call of [...state().calls, all ?? '']) expect(call).not.toContain(password);
  });

  it('leaves what is there, and puts back what got lost with the values the others still have', async () => {
    await run('secrets.sh');
    const before = state();
    const again = await run('secrets.sh');
    expect(again.stdout).toContain('0 made or completed, 14 left');
    expect(state().secrets).toEqual(before.secrets);
    const { rabbitmq: _lost, ...others } = before.secrets;
    delete others['user']?.['TOKEN_SECRET'];
    writeFileSync(file, JSON.stringify({ ...before, secrets: others }));
    await run('secrets.sh');
    const { TOKEN_SECRET: drawn, ...user } = state().secrets['user'] ?? {};
    expect(drawn).toBeDefined();
    expect(before.secrets['user']).toMatchObject(user);
    expect(state().secrets['rabbitmq']?.['password']).toBe(before.secrets['rabbitmq']?.['password']);
    expect(state().secrets['cart']).toEqual(before.secrets['cart']);
  });

  it('takes stores elsewhere from a file', async () => {
    const text = readFileSync(join(root, 'ops/local/stores.env'), 'utf8')
      .replace('mysql=mysql:3306', 'mysql=db.example:3306')
      .replace('\nmysql-options=', '\nmysql-options=?ssl=Amazon%20RDS');
    writeFileSync(join(folder, 'stores.env'), text);
    await run('secrets.sh', '--stores', join(folder, 'stores.env'));
    expect(value('ratings', 'MYSQL_URL')).toMatch(
      /^mysql:\/\/ratings:\w{48}@db\.example:3306\/ratings\?ssl=Amazon%20RDS$/,
    );
  });

  it.each([
    [['--namespace', 'Not_One'], /no name for a namespace/],
    [['--stores', '/not/here'], /cannot read \/not\/here/],
    [['--what'], /does not know --what/],
  ])('refuses %j', async (words, sentence) => {
    const { exitCode, stderr } = await run('secrets.sh', ...words);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(sentence);
  });

  it('says so when the cluster does not answer', async () => {
    standIn(join(folder, 'bin'), 'kubectl', '#!/bin/sh\nexit 1\n');
    const { exitCode, stderr } = await run('secrets.sh');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('the cluster does not answer');
  });
});

describe('ops/local/up.sh', () => {
  const log = () => readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
  const record = (name: string, more = '') =>
    standIn(join(folder, 'bin'), name, `#!/bin/sh\necho "${name} $*" >> ${join(folder, 'log')}\n${more}\n`);

  it('names every tool that is missing and changes nothing', async () => {
    rmSync(join(folder, 'bin/kubectl'));
    const { exitCode, stderr } = await run('up.sh', 'minikube');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('minikube is not on the PATH');
    expect(stderr).toContain('helm is not on the PATH');
  });

  it('makes the cluster, builds, installs in order and buys a robot', async () => {
    record('docker');
    record('helm');
    record('kind', '[ "$1" = version ] && echo "kind v0.30.0 go1.25 linux/amd64"; exit 0');
    const { exitCode, stderr, stdout } = await run('up.sh', 'kind');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(log().filter((line) => line.includes('docker build'))).toHaveLength(10);
    const order = log()
      .filter((line) => line.startsWith('helm'))
      .map((line) => /upgrade --install (\S+)|( test \S+)/.exec(line)?.slice(1).join('').trim());
    expect(order.slice(0, 4)).toEqual(['metrics-server', 'ingress-nginx', 'platform', 'mongodb']);
    expect(order.at(-1)).toBe('test verifier');
    expect(order.indexOf('web')).toBeGreaterThan(order.indexOf('dispatch'));
    expect(
      log()
        .filter((line) => line.startsWith('helm'))
        .every((line) => line.includes('--kube-context kind-shopstack')),
    ).toBe(true);
    expect(stdout).toContain('http://shop.localhost');
  });

  it('stops at a store that does not get ready, before any service', async () => {
    record('docker');
    record('kind', '[ "$1" = version ] && echo "kind v0.30.0 go1.25 linux/amd64"; exit 0');
    record('helm', 'case "$*" in *"--install mysql"*) exit 1;; esac');
    const { exitCode, stderr } = await run('up.sh', 'kind', '--no-build');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('mysql did not become ready');
    expect(log().some((line) => line.includes('--install user'))).toBe(false);
  });

  it('refuses a kind that does not enforce NetworkPolicies', async () => {
    record('docker');
    record('helm');
    record('kind', '[ "$1" = version ] && echo "kind v0.20.0 go1.20 linux/amd64"; exit 0');
    const { exitCode, stderr } = await run('up.sh', 'kind');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('kind 0.24 or later');
  });
});

const shellcheck = has('shellcheck');
it.skipIf(!shellcheck)('shellcheck finds nothing (skipped where it is not installed)', async () => {
  const { exitCode, stdout } = await execa(
    'shellcheck',
    ['-x', '-P', 'SCRIPTDIR', 'up.sh', 'down.sh', 'secrets.sh'],
    {
      cwd: join(root, 'ops/local'),
      reject: false,
      timeout: 30_000,
    },
  );
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' });
});

const context = async () => {
  if (process.env['KUBECONFIG'] === undefined || !has('kubectl')) return false;
  const { stdout } = await execa(
    'kubectl',
    ['config', 'view', '--minify', '--output', 'jsonpath={.clusters[0].cluster.server}'],
    {
      reject: false,
      timeout: 10_000,
    },
  );
  return /^https:\/\/(127\.0\.0\.1|localhost)[:/]/.test(stdout);
};
const cluster = await context();
describe.skipIf(!cluster)('a real cluster on loopback (KUBECONFIG; skipped without)', () => {
  const namespace = `shop-local-test-${process.pid}`;
  const kubectl = (...words: string[]) =>
    execa('kubectl', ['--request-timeout=20s', ...words], { timeout: 60_000 });
  afterAll(async () => {
    await kubectl('delete', 'namespace', namespace, '--wait=false');
  });

  it('gets its Secrets once', async () => {
    const once = () => execa(script('secrets.sh'), ['--namespace', namespace], { timeout: 120_000 });
    expect((await once()).stdout).toContain('14 made or completed, 0 left');
    await kubectl('--namespace', namespace, 'delete', 'secret', 'redis');
    expect((await once()).stdout).toContain('1 made or completed, 13 left');
    const read = async (name: string, key: string) =>
      Buffer.from(
        (
          await kubectl(
            '--namespace',
            namespace,
            'get',
            'secret',
            name,
            '--output',
            `jsonpath={.data.${key}}`,
          )
        ).stdout,
        'base64',
      ).toString();
    expect(await read('cart', 'REDIS_URL')).toBe(`redis://:${await read('redis', 'password')}@redis:6379`);
  });
});
