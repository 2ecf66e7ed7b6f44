import { Command } from 'commander';
import { type Add, adder, examplesText, seconds, whole } from './add.ts';
import { type LogOptions, log } from './commands/audit.ts';
import * as checks from './commands/checks.ts';
import * as dlq from './commands/dlq.ts';
import * as orders from './commands/orders.ts';
import { login, logout, whoami } from './commands/session.ts';
import { status } from './commands/status.ts';
import { DEFAULT_SHOP, type Result } from './context.ts';
import type { World } from './world.ts';

const DEFAULT_LIMIT_S = 20;

const exitHelp = `
Exit codes:
  0    fine
  1    somebody should look: something was found, or the shop refused
  2    wrong use
  3    the shop or the broker cannot be reached, or took too long
  4    not signed in, or a role that may not
  5    the shop answered with something it should not
  130  interrupted

Settings: SHOP_URL, SHOPCTL_EMAIL, SHOPCTL_PASSWORD, AMQP_URL, NO_COLOR. Sessions are kept in
$XDG_CONFIG_HOME/shopctl (or ~/.config/shopctl), readable by you alone. More in docs/shopctl.md.`;

/** The commands of `shopctl`. */
export function commands(world: World, show: (result: Result) => void): Command {
  const program = new Command('shopctl')
    .description('Looks after a shop that runs: dead letters, orders, stock.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => world.out(text.trimEnd()),
      writeErr: (text) => world.err(text.trimEnd()),
    })
    .showHelpAfterError('(`--help` says more)')
    .configureHelp({ showGlobalOptions: true })
    .option('--shop <url>', `the storefront (SHOP_URL; default: ${DEFAULT_SHOP})`)
    .option('--json', 'one JSON document on standard output, nothing else')
    .option('--timeout <seconds>', 'time limit of each call', seconds, DEFAULT_LIMIT_S);
  program.addHelpText(
    'after',
    `${examplesText([
      ['shopctl login', 'sign in as support, merchant or admin'],
      ['shopctl dlq list', 'what services gave up, and why'],
      ['shopctl orders timeline RX7K-2M4P-C', 'the whole story of an order'],
      ['shopctl saga stuck && shopctl stock audit', 'is anything wrong? 0 when nothing is'],
    ])}\n${exitHelp}`,
  );
  const add = adder(world, show);
  addSession(program, add);
  addDeadLetters(program, add);
  addOrders(program, add);
  addChecks(program, add);
  return program;
}

function addSession(program: Command, add: Add): void {
  const open = () => true;
  add(program, 'login', 'sign in as support, merchant or admin; the session is kept', login, {
    open,
    examples: [
      ['shopctl login', 'asks for name and password'],
      [
        'SHOPCTL_EMAIL=admin SHOPCTL_PASSWORD=… shopctl login --shop https://shop.example.org',
        'for scripts; other commands sign in by these, too, where there is no session',
      ],
    ],
  });
  add(program, 'logout', 'end the session, here and at the shop', logout, {
    open,
    examples: [['shopctl logout', '']],
  });
  add(program, 'whoami', 'who is signed in', whoami, {
    examples: [['shopctl whoami --shop https://shop.example.org', '']],
  });
  add(program, 'status', 'health of the services, as the gateway sees it; 1 unless all are well', status, {
    open,
    examples: [['shopctl status --json | jq -r .status', 'ok, degraded, down or draining']],
  });
}

function addDeadLetters(program: Command, add: Add): void {
  const open = ({ amqp, broker }: dlq.DeskOptions) => amqp !== undefined || broker === true;
  const group = program
    .command('dlq')
    .description('dead letters: messages that a service gave up')
    .option('--amqp <url>', 'straight at this broker, for the hour when the shop does not answer')
    .option('--broker', 'the same with AMQP_URL, which keeps a password out of the list of processes');
  add<dlq.ListOptions>(group, 'list', 'how many each service has, and which', dlq.list, {
    open,
    examples: [
      ['shopctl dlq list', ''],
      ['shopctl dlq list --service payment --limit 500', 'those of one service, up to 500'],
      ['shopctl dlq list --json | jq ".services[] | select(.depth > 0)"', 'for scripts'],
    ],
  })
    .option('--service <name>', 'of this service alone')
    .option('--limit <number>', 'most letters of each service', whole(1, 500), 50);
  add(group, 'show <service> <id>', 'one dead letter, with headers and payload', dlq.show, {
    open,
    examples: [['shopctl dlq show cart 019a2f3e-7c1d-7000-8000-3f0c5e1b2a77', '']],
  });
  add<dlq.ReplayOptions>(
    group,
    'replay <service> [id]',
    'give a dead letter to its service again',
    dlq.replay,
    {
      open,
      examples: [
        [
          'shopctl dlq replay cart 019a2f3e-7c1d-7000-8000-3f0c5e1b2a77',
          'it was handled before? Then nothing happens',
        ],
        ['shopctl dlq replay cart --all --reason "0.4.2 can read them"', 'all of the service'],
      ],
    },
  )
    .option('--all', 'all dead letters of the service')
    .option('--reason <text>', 'why, for the audit log');
  add<dlq.DropOptions>(
    group,
    'drop <service> <id>',
    'throw a dead letter away for good; asks first',
    dlq.drop,
    {
      open,
      examples: [
        ['shopctl dlq drop cart 019a2f3e-7c1d-7000-8000-3f0c5e1b2a77 --reason "sent by a test"', ''],
      ],
    },
  )
    .requiredOption('--reason <text>', 'why, for the audit log')
    .option('--yes', 'do not ask');
}

function addOrders(program: Command, add: Add): void {
  const group = program.command('orders').description('one order, by its number or its id');
  add(group, 'show <order>', 'what was ordered, what was paid, where it is', orders.show, {
    examples: [['shopctl orders show RX7K-2M4P-C', '']],
  });
  add(
    group,
    'timeline <order>',
    'its whole story: states, messages, payment, parcel, e-mails',
    orders.timeline,
    {
      examples: [
        ['shopctl orders timeline RX7K-2M4P-C', ''],
        [
          'shopctl orders timeline RX7K-2M4P-C --json | jq ".entries[] | select(.attempt > 1)"',
          'what took more than one attempt',
        ],
      ],
    },
  );
}

function addChecks(program: Command, add: Add): void {
  const saga = program.command('saga').description('the workflow that takes orders to their end');
  add<checks.StuckOptions>(saga, 'stuck', 'orders that do not get on; 1 when there are any', checks.stuck, {
    examples: [
      ['shopctl saga stuck', ''],
      ['shopctl saga stuck --attempts 1 --overdue 0', 'those that are merely late, too'],
    ],
  })
    .option('--attempts <number>', 'stuck is what was asked for this often', whole(1, 100), 3)
    .option('--overdue <seconds>', 'or is past its deadline by this', whole(0, 86_400), 30)
    .option('--limit <number>', 'most orders to show', whole(1, 500), 100);
  const stock = program.command('stock').description('what is in stock, held and sold');
  add(stock, 'audit', 'whether it adds up, and every hold has an order; 1 when not', checks.audit, {
    examples: [['shopctl stock audit --json | jq ".problems[]"', '']],
  });
  const audit = program.command('audit').description('what the shop’s people did');
  add<LogOptions>(audit, 'log', 'the newest first', log, {
    examples: [
      ['shopctl audit log', ''],
      ['shopctl audit log --what dead-letter-dropped', 'what was thrown away'],
    ],
  })
    .option('--what <act>', 'of this kind alone')
    .option('--subject <text>', 'done to this: SERVICE/ID, or the id of an order')
    .option('--page <number>', 'further back', whole(1, 10_000), 1)
    .option('--size <number>', 'entries a page', whole(1, 100), 20);
}
