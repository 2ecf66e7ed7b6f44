import { join } from 'node:path';
import { call, minutes } from './child.ts';
import { chosen, deployablesAt } from './deployables.ts';
import { nothing } from './images.ts';
import type { Session } from './session.ts';
import { currentState, reports, saveState } from './state.ts';
import { Trouble } from './trouble.ts';

const limit = 90 * minutes;

export interface Tested {
  /** The npm commands that passed. */
  readonly passed: readonly string[];
}

/**
 * `release test`: style, types, and the tests of what changed. A change that several apps are built from is tested by everything
 * there is, journeys through the shop among it.
 */
export async function test(session: Session, options: { all?: boolean | undefined }): Promise<Tested> {
  const state = await currentState(session);
  const apps = Object.keys(state.apps);
  if (apps.length === 0 && options.all !== true) return { passed: [], ...nothing(session, 'test') };
  const whole = options.all === true || state.wide || apps.length === 0;
  const folders = whole
    ? []
    : chosen(await deployablesAt(session.git, 'HEAD'), apps).map((one) => `${one.folder}/`);
  const junit = ['--reporter=junit', `--outputFile.junit=${join(reports(session, 'junit'), 'junit.xml')}`];
  const runs = [
    ['run', '--silent', 'check'],
    ['run', '--silent', 'types'],
    ['test', '--silent', '--', ...junit, ...folders],
  ];
  const passed: string[] = [];
  for (const args of runs) {
    const words = `npm ${args.filter((arg) => !arg.startsWith('--')).join(' ')}`;
    session.say(`${session.dryRun ? 'would run' : 'running'} ${words}`);
    if (session.dryRun) continue;
    const ended = await call('npm', args, { cwd: session.root, timeLimit: limit, show: true });
    if (ended.status !== 0)
      throw new Trouble(
        'refused',
        `${words} failed (status ${ended.status}).`,
        'Nothing is released. Correct what it says above and push again.',
      );
    passed.push(words);
  }
  if (!session.dryRun) saveState(session, { ...state, tested: true });
  return { passed };
}
