import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { find, output } from '../command.ts';
import { freePort } from '../ports.ts';
import { single } from './single.ts';
import type { ServerOptions, StoreKind } from './store.ts';

// Longer paths do not fit into a socket's address.
const LONGEST_SOCKET_PATH = 100;

/** MariaDB (or MySQL, where that is what the machine has), which writes each commit to disk before it answers. */
export const mysql: StoreKind = {
  name: 'mysql',
  title: 'MariaDB',
  variable: 'MYSQL_URL',
  docker: { service: 'mysql', port: 3306, url: (host, port) => `mysql://root:shopstack@${host}:${port}` },
  packages: ['mariadb-server'],
  find: () => find('mariadbd', 'mysqld'),
  async start(program, options) {
    const port = options.ports.main ?? (await freePort());
    const data = join(options.folder, 'data');
    await mkdir(temporary(options.folder), { recursive: true });
    if (!existsSync(data)) await create(program, options, data);
    const args = [
      ...common(data, options.folder),
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${socketPath(options.folder, port)}`,
      `--pid-file=${join(options.folder, 'pid')}`,
      '--innodb-flush-log-at-trx-commit=1',
      '--innodb-buffer-pool-size=64M',
      '--max-connections=300',
      '--character-set-server=utf8mb4',
      '--collation-server=utf8mb4_unicode_ci',
      '--skip-log-bin',
    ];
    const url = `mysql://root@127.0.0.1:${port}`;
    return single(options, {
      title: 'MariaDB',
      url,
      command: program,
      args,
      probe,
      limitMs: 60_000,
      graceMs: 20_000,
    });
  },
  probe,
};

function common(data: string, folder: string): string[] {
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  return ['--no-defaults', `--datadir=${data}`, `--tmpdir=${temporary(folder)}`, ...asRoot];
}

/** A starting server deletes what look like its own leftovers in its temporary folder: also those of a neighbour that runs. */
const temporary = (folder: string): string => join(folder, 'tmp');

/** Makes an empty data folder beside its final place, so that an interrupted start leaves nothing half made. */
async function create(program: string, options: ServerOptions, data: string): Promise<void> {
  options.waiting('making an empty database');
  const fresh = `${data}.new`;
  await rm(fresh, { recursive: true, force: true });
  const isMaria = /mariadb/i.test(
    await output(program, ['--no-defaults', '--version'], { timeoutMs: 10_000 }),
  );
  const installer = isMaria ? await find('mariadb-install-db', 'mysql_install_db') : undefined;
  if (installer === undefined)
    await output(program, [...common(fresh, options.folder), '--initialize-insecure'], {
      timeoutMs: 120_000,
    });
  else {
    const choices = ['--auth-root-authentication-method=normal', '--skip-test-db', '--skip-name-resolve'];
    await output(installer, [...common(fresh, options.folder), ...choices], { timeoutMs: 120_000 });
  }
  await rename(fresh, data);
}

function socketPath(folder: string, port: number): string {
  const path = join(folder, 'mysql.sock');
  return path.length <= LONGEST_SOCKET_PATH ? path : join(tmpdir(), `shopstack-mysql-${port}.sock`);
}

async function probe(url: string): Promise<void> {
  const connection = await createConnection({ uri: url, connectTimeout: 2_000 });
  try {
    await connection.query({ sql: 'SELECT 1', timeout: 2_000 });
  } finally {
    connection.destroy();
  }
}
