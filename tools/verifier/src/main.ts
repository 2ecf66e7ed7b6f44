import { Command, CommanderError } from 'commander';
import { Failure } from './failure.ts';
import { BuySettings, Misuse, readSettings, VerifySettings } from './settings.ts';
import { type Say, trade, verify } from './trial.ts';

const MISUSE = 2;
const say: Say = (level, msg, facts = {}) =>
  console.log(JSON.stringify({ time: new Date().toISOString(), level, service: 'verifier', msg, ...facts }));

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => stop.abort(new Failure(`stopped from outside (${signal})`)));
}

/** Flags are named like the variables they go before. */
const variables = {
  app: 'APP',
  version: 'EXPECT_VERSION',
  shopUrl: 'SHOP_URL',
  healthUrl: 'HEALTH_URL',
  environment: 'ENVIRONMENT',
  revision: 'REVISION',
  namespace: 'NAMESPACE',
  record: 'RECORD',
  timeout: 'TIMEOUT_S',
} as const;
const named = (flags: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(flags).map(([flag, value]) => [variables[flag as keyof typeof variables] ?? flag, value]),
  );

const program = new Command('verifier')
  .description(
    'Buys a robot that is none, to see whether the shop sells. The environment may say what flags say.',
  )
  .exitOverride();
const shared = (command: Command): Command =>
  command
    .exitOverride()
    .option('--shop-url <url>', 'the storefront (SHOP_URL, http://web:8080)')
    .option('--environment <name>', 'what to call it (ENVIRONMENT, local)')
    .option('--revision <commit>', 'what was built (REVISION)')
    .option('--namespace <name>', 'of ConfigMaps and Deployments (NAMESPACE, shopstack)')
    .option('--record <where>', 'kubernetes, none, or a file (RECORD; in a pod: kubernetes)')
    .option('--timeout <seconds>', 'for all of it (TIMEOUT_S)');

shared(program.command('verify'))
  .description('Wait for a version, buy a robot, record the verdict; 0 is green, 1 red, 2 wrong usage')
  .option('--app <name>', 'what was rolled out (APP)')
  .option('--version <version>', 'of what version it must be (EXPECT_VERSION)')
  .option('--health-url <url>', 'its health page (HEALTH_URL, http://<app>:8080/health)')
  .action(async (flags: object) => {
    process.exitCode = await verify(
      readSettings(VerifySettings, named(flags), process.env),
      stop.signal,
      say,
    );
  });
shared(program.command('buy'))
  .description('Only buy a robot, say so in one line; 0 is green, 1 red, 2 wrong usage')
  .action(async (flags: object) => {
    process.exitCode = await trade(readSettings(BuySettings, named(flags), process.env), stop.signal, say);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof Misuse) {
    console.error(error.message);
    process.exitCode = MISUSE;
  } else if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : MISUSE;
  } else {
    throw error;
  }
}
