import { Listr } from 'listr2';
import { check } from './check.ts';
import { failed } from './failed.ts';
import { build } from './images.ts';
import { notify } from './notify.ts';
import type { PlanOptions } from './plan.ts';
import { sbom, sign } from './proofs.ts';
import { publish } from './publish.ts';
import { login } from './registry.ts';
import type { Level } from './reservations.ts';
import { scan } from './scan.ts';
import type { Session } from './session.ts';
import { loadState } from './state.ts';
import * as steps from './steps.ts';
import { test } from './tests.ts';

export interface RunOptions extends PlanOptions {
  readonly bump?: Level | undefined;
  readonly all?: boolean | undefined;
}

/** The phases of a release, in order: buildspec.yml has the same ones, a command each. */
const phases: readonly { name: string; work: (session: Session, options: RunOptions) => Promise<object> }[] =
  [
    { name: 'plan', work: steps.plan },
    { name: 'notify', work: (session) => notify(session, { moment: 'start' }) },
    { name: 'test', work: test },
    { name: 'version', work: steps.version },
    { name: 'login', work: login },
    { name: 'build', work: build },
    { name: 'scan', work: scan },
    { name: 'sbom', work: sbom },
    { name: 'sign', work: sign },
    { name: 'publish', work: publish },
    { name: 'values', work: (session) => steps.values(session, []) },
    { name: 'check', work: check },
    { name: 'notify', work: (session) => notify(session, { moment: 'success' }) },
  ];

/** `release run`: a whole release by one command, where there is no CodeBuild. */
export async function run(session: Session, options: RunOptions, silent: boolean): Promise<object> {
  if (session.dryRun) {
    const plan = await steps.plan(session, options);
    session.say(`would go through ${phases.map(({ name }) => name).join(', ')}`);
    return { ...plan };
  }
  let ended = false;
  const list = new Listr(
    phases.map(({ name, work }) => ({
      title: name,
      skip: () => ended,
      task: async (_context: unknown, task: { output: string }) => {
        const show = (line: string) => {
          task.output = line;
        };
        try {
          await work(silent ? session : { ...session, say: show }, options);
          // Nothing to release: nothing to notify of either.
          ended = name === 'plan' && Object.keys(loadState(session)?.apps ?? {}).length === 0;
        } catch (error) {
          await failed(session, name, error);
          throw error;
        }
      },
    })),
    { renderer: silent ? 'silent' : 'simple', fallbackRenderer: 'simple', concurrent: false },
  );
  await list.run();
  const state = loadState(session);
  return { apps: state?.apps ?? {}, versions: state?.versions ?? {}, images: state?.images ?? {} };
}
