import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, describe, expect, it } from 'vitest';
import { type Entry, Ledger, startedAt } from '../src/ledger.ts';
import { root } from '../src/root.ts';
import { runningStack } from '../src/state.ts';

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'shopstack-commands-'));
  folders.push(folder);
  return folder;
};
afterAll(async () => {
  for (const folder of folders) {
    await new Ledger(folder).clear(5_000);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
});

/** What a person types after `npm run`, with a Redis of its own and the other stores of this test run. */
function shopstack(args: readonly string[], env: Record<string, string> = {}) {
  return execa(process.execPath, [join(root, 'tools/bootstrap.mjs'), ...args], {
    env: { REDIS_URL: '', ...env },
    all: true,
    reject: false,
    timeout: 60_000,
  });
}

const runningIn = (folder: string): Entry[] => new Ledger(folder).running();
const namesIn = (folder: string): string[] => runningIn(folder).map((entry) => entry.name);
const alive = (entries: readonly Entry[]): string[] =>
  entries.filter((entry) => startedAt(entry.pid) === entry.started).map((entry) => entry.name);

/** Opens a small part of the shop in the background. */
async function openIn(folder: string): Promise<void> {
  const { exitCode, all } = await shopstack([
    'start',
    '--folder',
    folder,
    '--free-ports',
    '--only',
    'psp,mailbox',
    '--detach',
  ]);
  expect(exitCode, all).toBe(0);
}

describe('npm start', () => {
  it('opens what was asked for, says where it is, and keeps secrets to its owner', async () => {
    const folder = newFolder();
    const { exitCode, all } = await shopstack([
      'start',
      '--folder',
      folder,
      '--free-ports',
      '--only',
      'psp,mailbox',
      '--detach',
    ]);
    expect(exitCode, all).toBe(0);
    const ports = runningStack(folder)?.ports;
    expect(all).toContain(`Payment providers  http://localhost:${ports?.psp}`);
    expect(all).toContain(`http://localhost:${ports?.mailbox}/index.html`);
    expect((await fetch(`http://localhost:${ports?.mailbox}/index.html`)).status).toBe(200);
    expect((await fetch(`http://localhost:${ports?.psp}/_health`)).status).toBe(200);
    expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);

    const again = await shopstack(['start', '--folder', folder, '--only', 'psp,mailbox']);
    expect(again.exitCode).toBe(0);
    expect(again.all).toContain('running already');
    await shopstack(['stop', '--folder', folder]);
  });

  it('names a taken port, who holds it and what to do, and starts nothing', async () => {
    const folder = newFolder();
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const { exitCode, all } = await shopstack([
      'start',
      '--folder',
      folder,
      '--only',
      'psp',
      '--port',
      `psp=${port}`,
      '--port',
      'broker=1',
    ]);
    holder.close();
    expect(exitCode).toBe(1);
    expect(all).toContain(`Port ${port}, needed for the payment providers for development, is taken by`);
    expect(all).toContain(`(process ${process.pid})`);
    expect(all).toContain('npm start -- --port psp=NUMBER');
    expect(all).not.toContain('    at ');
    expect(runningIn(folder)).toEqual([]);
  });

  it('says which store of the environment does not answer, and leaves nothing behind', async () => {
    const folder = newFolder();
    const args = ['start', '--folder', folder, '--free-ports', '--only', 'psp'];
    const { exitCode, all } = await shopstack(args, { AMQP_URL: 'amqp://127.0.0.1:9' });
    expect(exitCode).toBe(1);
    expect(all).toContain('RabbitMQ at AMQP_URL does not answer');
    expect(all).toContain('correct AMQP_URL, or unset it');
    expect(runningIn(folder)).toEqual([]);
  });

  it('ends everything on Ctrl-C', async () => {
    const folder = newFolder();
    const shop = shopstack(['start', '--folder', folder, '--free-ports', '--only', 'psp,mailbox']);
    await expect.poll(() => runningStack(folder), { timeout: 40_000 }).toBeDefined();
    const ours = runningIn(folder);
    expect(ours.map((entry) => entry.name).sort()).toEqual(['Redis', 'mailbox', 'psp', 'supervisor']);
    // A terminal sends the signal to the whole group; here it reaches the stack by its supervisor.
    process.kill(ours.find((entry) => entry.name === 'supervisor')?.pid ?? -1, 'SIGINT');
    const { exitCode, all } = await shop;
    expect(exitCode, all).toBe(0);
    expect(alive(ours)).toEqual([]);
  });

  it('ends everything when the command that started it is killed', async () => {
    const folder = newFolder();
    const shop = shopstack(['start', '--folder', folder, '--free-ports', '--only', 'psp']);
    await expect.poll(() => runningStack(folder), { timeout: 40_000 }).toBeDefined();
    const ours = runningIn(folder);
    shop.kill('SIGKILL');
    await expect.poll(() => alive(ours), { timeout: 30_000 }).toEqual([]);
  });

  it('says that a process fell and starts it again', async () => {
    const folder = newFolder();
    await openIn(folder);
    const psp = runningIn(folder).find((entry) => entry.name === 'psp');
    process.kill(psp?.pid ?? -1, 'SIGKILL');
    await expect
      .poll(() => readFileSync(join(folder, 'log/supervisor.log'), 'utf8'), { timeout: 30_000 })
      .toMatch(/psp ENDED BY ITSELF with signal SIGKILL; starting it again[\s\S]*psp runs again/);
    expect(namesIn(folder)).toContain('psp');
    await shopstack(['stop', '--folder', folder]);
  });
});

describe('npm stop and npm run reset', () => {
  it('stops exactly what was started', async () => {
    const folder = newFolder();
    await openIn(folder);
    const ours = runningIn(folder);
    const { exitCode, all } = await shopstack(['stop', '--folder', folder]);
    expect(exitCode).toBe(0);
    expect(all).toContain('Stopped. The data is kept');
    expect(alive(ours)).toEqual([]);
    expect((await shopstack(['stop', '--folder', folder])).all).toContain('Nothing is running.');
  });

  it('stops what is left when the supervisor was killed', async () => {
    const folder = newFolder();
    await openIn(folder);
    const ours = runningIn(folder);
    process.kill(ours.find((entry) => entry.name === 'supervisor')?.pid ?? -1, 'SIGKILL');
    const { exitCode } = await shopstack(['stop', '--folder', folder]);
    expect(exitCode).toBe(0);
    expect(alive(ours)).toEqual([]);
  });

  it('removes what was stored', async () => {
    const folder = newFolder();
    await openIn(folder);
    expect(existsSync(join(folder, 'redis'))).toBe(true);
    await shopstack(['reset', '--folder', folder]);
    expect(runningIn(folder)).toEqual([]);
    expect(existsSync(join(folder, 'redis'))).toBe(false);
    expect(existsSync(join(folder, 'secrets.json'))).toBe(false);
  });
});

describe('npm run doctor', () => {
  it('says where each store would come from', async () => {
    const { all } = await shopstack(['doctor', '--folder', newFolder()]);
    expect(all).toContain('MariaDB: MYSQL_URL of the environment');
    expect(all).toMatch(/Redis: private, .*-server/);
    expect(all).toMatch(/Node v2\d/);
  });

  it('ends with status 1 and names what does not answer', async () => {
    const { all, exitCode } = await shopstack(['doctor', '--folder', newFolder()], {
      MYSQL_URL: 'mysql://root@127.0.0.1:9',
    });
    expect(exitCode).toBe(1);
    expect(all).toContain('MariaDB at MYSQL_URL does not answer');
  });
});

describe('a fresh clone', () => {
  it('says in one sentence that the dependencies cannot be downloaded', async () => {
    const clone = newFolder();
    mkdirSync(join(clone, 'tools'));
    for (const file of ['package.json', 'package-lock.json', 'tools/bootstrap.mjs'])
      cpSync(join(root, file), join(clone, file));
    const { exitCode, all } = await execa(process.execPath, [join(clone, 'tools/bootstrap.mjs'), 'start'], {
      env: {
        npm_config_registry: 'http://127.0.0.1:9',
        npm_config_fetch_retries: '0',
        npm_config_cache: join(clone, 'cache'),
      },
      all: true,
      reject: false,
      timeout: 55_000,
    });
    expect(exitCode).toBe(1);
    expect(all).toContain('the npm registry does not answer. Check the network');
  });
});
