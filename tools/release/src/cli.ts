import { Command } from 'commander';
import { abandon } from './abandon.ts';
import { check } from './check.ts';
import { failed } from './failed.ts';
import { build, buildLocal } from './images.ts';
import { levelNamed } from './level.ts';
import { momentNamed, moments, notify } from './notify.ts';
import { type PromoteOptions, promote } from './promote.ts';
import { sbom, sign } from './proofs.ts';
import { publish } from './publish.ts';
import { login } from './registry.ts';
import { type RollbackOptions, rollback } from './rollback.ts';
import { type RunOptions, run as runAll } from './run.ts';
import { scan, scanLocal } from './scan.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';
import * as steps from './steps.ts';
import { environmentNamed } from './target.ts';
import { test } from './tests.ts';

/** What a command does: its result is what --json prints. */
type Work<Options> = (session: Session, options: Options, words: string[]) => Promise<object>;

const list = (text: string): string[] => text.split(/[\s,]+/).filter((name) => name !== '');

/** The commands of `npm run release`. */
export function commands(): Command {
  const program = new Command('release').description(
    'From a push to a version that ArgoCD syncs. See docs/release.md.',
  );
  program.exitOverride().showHelpAfterError('(`release --help` lists the commands)');

  add<steps.PlanWords>(
    program,
    'plan',
    'which apps changed since they were released last, and why',
    (session, options) => steps.plan(session, options),
  )
    .option('--base <ref>', 'compare with this commit instead of the last release')
    .option('--apps <names>', 'these apps alone, even when held after a rollback', list)
    .option('--no-fetch', 'take the history and tags as they are here');

  add<{ bump?: steps.Level }>(
    program,
    'version',
    'reserve the next version of each planned app',
    (session, options) => steps.version(session, options),
  ).option('--bump <level>', 'major, minor or patch, instead of what commits ask for', levelNamed);

  add(program, 'give-back', 'end a release that does not go on: its versions are free again', (session) =>
    abandon(session),
  );

  add(program, 'login', 'log docker in to the registry', login);

  add<{ all?: boolean }>(program, 'test', 'the checks and tests of what changed', test).option(
    '--all',
    'everything, whatever changed',
  );

  add<{ local?: boolean; apps?: string[] }>(
    program,
    'build',
    'the images of the planned apps, pushed as candidates',
    (session, { local, apps }) => (local === true ? buildLocal(session, apps ?? []) : build(session)),
  )
    .option('--local', 'for this machine alone, without a release: pushed nowhere')
    .option('--apps <names>', 'with --local: these apps alone', list);

  add<{ local?: boolean; apps?: string[] }>(
    program,
    'scan',
    'look for critical weaknesses in what was built',
    (session, { local, apps }) => (local === true ? scanLocal(session, apps ?? []) : scan(session)),
  )
    .option('--local', 'what `build --local` made')
    .option('--apps <names>', 'with --local: these apps alone', list);
  add(program, 'sbom', 'write the parts list of what was built (CycloneDX)', sbom);
  add(program, 'sign', 'sign what was built, by COSIGN_KEY or keyless', sign);
  add(program, 'publish', 'give what was built its version in the registry', publish);

  add(program, 'values', 'name the versions in the values files and push', (session, _options, words) =>
    steps.values(session, words),
  ).argument('[versions...]', 'APP=VERSION: versions that exist; without, the release under way');

  add(program, 'check', 'every version that the branch names was released', check);

  add<{ phase?: string; reason?: string }>(
    program,
    'notify',
    'tell Slack',
    (session, { phase, reason }, [moment = '']) =>
      notify(session, { moment: momentNamed(moment), phase, reason }),
  )
    .argument('<moment>', moments.join(', '))
    .option('--phase <name>', 'the phase that failed')
    .option('--reason <text>', 'why');

  add<PromoteOptions>(
    program,
    'promote',
    'staging to preprod, by green verdicts and a person’s word',
    promote,
  )
    .option('--approve <name>', 'who says yes, where nobody can be asked')
    .option('--verdicts <file>', 'verdicts from a file instead of the cluster')
    .option('--context <name>', 'kubectl’s context of the staging cluster')
    .option('--namespace <name>', 'where the verdicts are', 'shopstack');

  add<RollbackOptions>(
    program,
    'rollback',
    'an app back to the version before, by a commit',
    (session, options, [app = '']) => rollback(session, app, options),
  )
    .argument('<app>')
    .option('--to <version>', 'another version that was released')
    .option('--environment <name>', 'staging or preprod, instead of the current branch’s', environmentNamed)
    .option('--reason <text>', 'why, for the commit and for Slack');

  add<RunOptions & SessionOptions>(
    program,
    'run',
    'all of a release, from plan to notify',
    (session, options) => runAll(session, options, options.json === true),
  )
    .option('--base <ref>', 'compare with this commit instead of the last release')
    .option('--apps <names>', 'these apps alone, even when held after a rollback', list)
    .option('--all', 'test everything, whatever changed')
    .option('--bump <level>', 'major, minor or patch, instead of what commits ask for', levelNamed);

  return program;
}

function add<Options extends object>(
  program: Command,
  name: string,
  text: string,
  work: Work<Options>,
): Command {
  return program
    .command(name)
    .description(text)
    .option('--dry-run', 'look and say, change nothing')
    .option('--json', 'print the result as JSON')
    .option('--remote <name>', 'the remote to release to', 'origin')
    .option('--branch <name>', 'the branch that is deployed, if it is not the current one')
    .action(async (...given: unknown[]) => {
      const command = given.at(-1) as Command;
      await run(command, name, work);
    });
}

/** Commands whose failure is a word to the person who typed them, not a release that broke. */
const quiet = ['notify', 'give-back', 'promote', 'rollback'];

async function run<Options extends object>(
  command: Command,
  name: string,
  work: Work<Options>,
): Promise<void> {
  const options = command.opts<Options & SessionOptions>();
  const session = await openSession(options, process.env, process.cwd());
  try {
    const result = await work(session, options, command.args);
    if (options.json === true)
      console.log(JSON.stringify({ ok: true, command: name, dryRun: session.dryRun, ...result }, null, 2));
  } catch (error) {
    if (session.inCi && !quiet.includes(name)) await failed(session, name, error);
    throw error;
  }
}
