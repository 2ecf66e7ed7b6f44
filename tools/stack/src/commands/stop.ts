import { existsSync } from 'node:fs';
import { Ledger, signalGroup, startedAt } from '../ledger.ts';
import { forgetState } from '../state.ts';
import { endDocker } from '../stores/docker.ts';
import { Trouble } from '../trouble.ts';
import { until } from '../until.ts';
import { folderOf, forget } from './start.ts';

const GRACE_MS = 90_000;

/** `npm stop`: ends the supervisor, which ends the rest in order; then whatever it left. */
export async function stop(options: { folder?: string }): Promise<void> {
  const folder = folderOf(options);
  if (!existsSync(folder)) return console.log('Nothing is running.');
  const ledger = new Ledger(folder);
  const supervisor = ledger.running().find((entry) => entry.name === 'supervisor');
  const ended: string[] = [];
  if (supervisor !== undefined) {
    console.log(
      `Stopping ${ledger
        .running()
        .map((entry) => entry.name)
        .join(', ')}`,
    );
    signalGroup(supervisor.pid, 'SIGTERM');
    const gone = (): boolean => startedAt(supervisor.pid) !== supervisor.started;
    await until(gone, { limitMs: GRACE_MS }).catch(() => undefined);
    ended.push(supervisor.name);
  }
  ended.push(...(await ledger.clear(15_000)));
  await endDocker(folder, false);
  forgetState(folder);
  if (ledger.running().length > 0) {
    throw new Trouble('Some processes would not end.', `Look at ${ledger.file} and end them by hand.`);
  }
  console.log(
    ended.length > 0 ? 'Stopped. The data is kept; `npm run reset` removes it.' : 'Nothing is running.',
  );
}

/** `npm run reset`: stops the shop and removes everything it has stored. */
export async function reset(options: { folder?: string }): Promise<void> {
  const folder = folderOf(options);
  await stop(options);
  await endDocker(folder, true);
  forget(folder);
  console.log('Everything the shop had stored is removed. The next `npm start` begins afresh.');
}
