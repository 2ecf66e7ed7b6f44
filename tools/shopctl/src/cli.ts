import { Command, InvalidArgumentError, Option } from 'commander';
import { ensureSession, login, logout, whoami } from './commands/session.ts';
import { status } from './commands/status.ts';
import { type CommonOptions, type Context, contextOf, DEFAULT_SHOP, type Result } from './context.ts';

/** What a command does with its arguments and options. */
type Work<Options> = (context: Context, options: Options, words: string[]) => Promise<Result>;

interface Run {
  readonly env: NodeJS.ProcessEnv;
  readonly stop: AbortSignal;
  /** Gets what was found. */
  readonly show: (result: Result, json: boolean) => void;
}

const DEFAULT_LIMIT_S = 15;

const exitHelp = `
Exit codes:
  0    fine
  1    somebody should look: something was found, or the shop refused
  2    wrong use
  3    the shop or the broker cannot be reached, or took too long
  4    not signed in, or no admin
  5    the shop answered with something it should not
  130  interrupted

Settings: SHOP_URL, SHOPCTL_EMAIL, SHOPCTL_PASSWORD, AMQP_URL, NO_COLOR. Sessions are kept in
$XDG_CONFIG_HOME/shopctl (or ~/.config/shopctl), readable by you alone. More in docs/shopctl.md.`;

/** The commands of `shopctl`. */
export function commands(run: Run): Command {
  const program = new Command('shopctl')
    .description('Looks after a shop that runs: dead letters, orders, stock.')
    .exitOverride()
    .showHelpAfterError('(`shopctl --help` lists the commands)')
    .configureHelp({ showGlobalOptions: true })
    .addOption(new Option('--shop <url>', 'the storefront').env('SHOP_URL').default(undefined, DEFAULT_SHOP))
    .option('--json', 'one JSON document on standard output, nothing else')
    .option('--timeout <seconds>', 'time limit of each call', seconds, DEFAULT_LIMIT_S);
  program.addHelpText(
    'after',
    `${examples([
      ['shopctl login', 'sign in as an admin'],
      ['shopctl dlq list', 'what services gave up, and why'],
      ['shopctl orders timeline 7K3M-92QX', 'the whole story of an order'],
      ['shopctl saga stuck && shopctl stock audit', 'is anything wrong?'],
    ])}\n${exitHelp}`,
  );
  const add = adder(run);

  add(program, 'login', 'sign in as an admin; the session is kept', (context) => login(context), {
    open: true,
    examples: [
      ['shopctl login', 'asks for name and password'],
      ['SHOPCTL_EMAIL=admin SHOPCTL_PASSWORD=… shopctl login --shop https://shop.example.org', 'for scripts'],
    ],
  });
  add(program, 'logout', 'end the session, here and at the shop', (context) => logout(context), {
    open: true,
    examples: [['shopctl logout', 'out of the default shop']],
  });
  add(program, 'whoami', 'who is signed in', (context) => whoami(context), {
    examples: [['shopctl whoami --shop https://shop.example.org', '']],
  });
  add(program, 'status', 'health of the services, as the gateway sees it', (context) => status(context), {
    open: true,
    examples: [['shopctl status --json | jq .status', 'ok, degraded, down or draining']],
  });
  return program;
}

type Examples = readonly (readonly [command: string, what: string])[];

interface Extras {
  readonly examples: Examples;
  /** True for a command that needs no session. */
  readonly open?: boolean;
}

function adder(run: Run) {
  return <Options extends object>(
    parent: Command,
    usage: string,
    text: string,
    work: Work<Options>,
    extras: Extras,
  ): Command =>
    parent
      .command(usage)
      .description(text)
      .addHelpText('after', examples(extras.examples))
      .action(async (...given: unknown[]) => {
        const command = given.at(-1) as Command;
        const options = command.optsWithGlobals<Options & CommonOptions>();
        const context = contextOf(options, run.env, run.stop);
        if (extras.open !== true) await ensureSession(context);
        run.show(await work(context, options, command.args), context.json);
      });
}

function examples(lines: Examples): string {
  const shown = lines.map(([command, what]) =>
    what === '' ? `  ${command}` : `  ${command}\n      ${what}`,
  );
  return `\nExamples:\n${shown.join('\n')}`;
}

function seconds(text: string): number {
  const number = Number(text);
  if (number > 0 && number <= 600) return number;
  throw new InvalidArgumentError('A time limit is a number of seconds from 0 to 600.');
}
