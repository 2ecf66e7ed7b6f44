import { Command, InvalidArgumentError } from 'commander';
import { doctor } from './commands/doctor.ts';
import { mongodb } from './commands/mongodb.ts';
import { search } from './commands/search.ts';
import { bench, seed } from './commands/seed.ts';
import { start } from './commands/start.ts';
import { reset, stop } from './commands/stop.ts';
import { keepStores } from './commands/stores.ts';
import { test } from './commands/test.ts';
import { defaultPorts, type PortName } from './parts.ts';
import { Trouble } from './trouble.ts';

const FOLDER = ['--folder <path>', 'where the stack keeps its data (default: .shopstack)'] as const;

const program = new Command('shopstack').description('Runs ShopStack on this machine.');

program
  .command('start')
  .description('open the shop')
  .option(...FOLDER)
  .option('--only <names>', '`stores`, or some processes (and the stores), separated by commas')
  .option('--port <name=number>', `another port for ${Object.keys(defaultPorts).join(', ')}`, namedPort, {})
  .option('--free-ports', 'take whatever ports are free')
  .option('--detach', 'leave it running in the background')
  .action(start);
program
  .command('stop')
  .description('stop the shop; its data is kept')
  .option(...FOLDER)
  .action(stop);
program
  .command('reset')
  .description('stop the shop and remove its data')
  .option(...FOLDER)
  .action(reset);
program
  .command('doctor')
  .description('say what would be used and what is missing')
  .option(...FOLDER)
  .action(doctor);
program
  .command('seed')
  .description('make a big catalogue: --products 10000')
  .option(...FOLDER)
  .allowUnknownOption()
  .argument('[arguments...]')
  .action(seed);
program.command('bench').description('measure').allowUnknownOption().argument('[arguments...]').action(bench);
program
  .command('test')
  .description('run the tests')
  .allowUnknownOption()
  .argument('[filters...]')
  .action(test);
program
  .command('stores')
  .description('start private stores alone and keep them running')
  .requiredOption('--folder <path>', 'where they keep their data')
  .option('--mongodb <port>', 'port of MongoDB', port)
  .option('--mysql <port>', 'port of MariaDB', port)
  .option('--redis <port>', 'port of Redis', port)
  .option('--rabbitmq <port>', 'port of RabbitMQ', port)
  .option('--page <port>', 'port of RabbitMQ’s management page', port)
  .option('--which <names>', 'only these, separated by commas')
  .action(keepStores);
program
  .command('search')
  .description('start a real OpenSearch, for SEARCH_URL (needs Java 17)')
  .option('--folder <path>', 'where it keeps its data (default: nowhere, it is gone at the end)')
  .option('--port <port>', 'its port (default: a free one)', port)
  .option('--test', 'test the catalogue with it, and stop it')
  .action(search);
program
  .command('mongodb')
  .description(
    'start another program than ours that speaks MongoDB’s protocol, for MONGO_URL (needs Java 17)',
  )
  .option('--port <port>', 'its port (default: a free one)', port)
  .option('--test', 'run the specs of what keeps data in MongoDB with it, and stop it')
  .action(mongodb);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Trouble ? `\n${error.message}` : error);
  process.exit(1);
}

function port(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number;
  throw new InvalidArgumentError('A port is a number from 1 to 65535.');
}

function namedPort(
  text: string,
  before: Partial<Record<PortName, number>>,
): Partial<Record<PortName, number>> {
  const [name, number] = text.split('=');
  if (name === undefined || !(name in defaultPorts)) {
    throw new InvalidArgumentError(
      `Write name=number; the names are ${Object.keys(defaultPorts).join(', ')}.`,
    );
  }
  return { ...before, [name]: port(number ?? '') };
}
