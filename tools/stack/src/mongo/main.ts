import { Command } from 'commander';
import { startMongoStandIn } from './stand-in.ts';

const wholeNumber = (text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0) throw new Error(`${text} is not a whole number`);
  return number;
};

const { folder, port, host, ttlSweepMs } = new Command('mongo-stand-in')
  .description('A stand-in for MongoDB, for development and tests')
  .requiredOption('--folder <folder>', 'where the journal lies')
  .option('--port <port>', 'port to listen on, 0 for a free one', wholeNumber, 27017)
  .option('--host <host>', 'address to listen on', '127.0.0.1')
  .option('--ttl-sweep-ms <milliseconds>', 'how often TTL indexes are looked at', wholeNumber, 2000)
  .parse()
  .opts<{ folder: string; port: number; host: string; ttlSweepMs: number }>();

try {
  const standIn = await startMongoStandIn({ folder, port, host, ttlSweepMs });
  console.warn(
    '*** THIS IS NOT MONGODB. It is the ShopStack stand-in: one process, no replication, no transactions. ***\n' +
      '*** For development and tests only; the services refuse it in production.                            ***',
  );
  // A parent process waits for this line.
  console.log(`listening ${standIn.url} (stand-in for MongoDB, pid ${process.pid}, folder ${folder})`);
  const stop = () => void standIn.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  console.error(`The stand-in for MongoDB did not start: ${(error as Error).message}`);
  process.exitCode = 1;
}
