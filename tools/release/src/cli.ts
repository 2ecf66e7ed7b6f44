import { Command } from 'commander';
import { abandon } from './abandon.ts';
import { failed } from './failed.ts';
import { levelNamed } from './level.ts';
import { login } from './registry.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';
import * as steps from './steps.ts';

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

  add(program, 'values', 'name the versions in the values files and push', (session, _options, words) =>
    steps.values(session, words),
  ).argument('[versions...]', 'APP=VERSION: versions that exist; without, the release under way');

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
    await failed(session, name, error);
    throw error;
  }
}
