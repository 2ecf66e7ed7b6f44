import { Command } from 'commander';
import { keepStores } from './commands/stores.ts';
import { Trouble } from './trouble.ts';

const port = (text: string): number => Number.parseInt(text, 10);
const program = new Command('shopstack').description('Runs ShopStack on this machine.');

program
  .command('stores')
  .description('start the four stores alone and keep them running')
  .requiredOption('--folder <path>', 'where they keep their data')
  .option('--mongodb <port>', 'port of MongoDB', port)
  .option('--mysql <port>', 'port of MariaDB', port)
  .option('--redis <port>', 'port of Redis', port)
  .option('--rabbitmq <port>', 'port of RabbitMQ', port)
  .option('--page <port>', 'port of RabbitMQ’s management page', port)
  .option('--which <names>', 'only these, separated by commas')
  .action(keepStores);

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Trouble ? error.message : error);
  process.exit(1);
}
