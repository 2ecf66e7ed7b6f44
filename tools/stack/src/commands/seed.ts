import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { databasesOf } from '../databases.ts';
import { envOf } from '../env.ts';
import { root } from '../root.ts';
import { secretsOf } from '../secrets.ts';
import { runningStack } from '../state.ts';
import { Trouble } from '../trouble.ts';
import { folderOf } from './start.ts';

/** `npm run seed -- --products N`: makes a big catalogue in the shop that runs, with the catalogue's own program. */
export async function seed(args: readonly string[], options: { folder?: string }): Promise<void> {
  const folder = folderOf(options);
  const state = runningStack(folder);
  if (state === undefined) throw new Trouble('The shop is not running.', 'Run `npm start` first.');
  const program = join(root, 'apps/catalogue/dist/seed.js');
  if (!existsSync(program))
    throw new Trouble('The catalogue is not built.', 'Run `npm start` first; it builds it.');
  const secrets = secretsOf(folder);
  const env = envOf('catalogue', {
    folder,
    ports: state.ports,
    databases: await databasesOf('catalogue', state.stores, secrets),
    amqpUrl: state.stores.amqpUrl,
    standIn: state.stores.standIn,
    secrets,
  });
  const { exitCode } = await execa(process.execPath, [program, ...args], {
    env,
    extendEnv: false,
    stdio: 'inherit',
    reject: false,
  });
  process.exit(exitCode ?? 1);
}

/** `npm run bench`: hands over to tools/bench, which starts a stack of its own. */
export async function bench(args: readonly string[]): Promise<void> {
  const program = join(root, 'tools/bench/src/main.ts');
  if (!existsSync(program)) throw new Trouble('tools/bench is not there.', 'Check the working copy.');
  const { exitCode } = await execa(process.execPath, ['--conditions=source', program, ...args], {
    stdio: 'inherit',
    reject: false,
    cwd: root,
  });
  process.exit(exitCode ?? 1);
}
