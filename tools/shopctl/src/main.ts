import { shopctl } from './run.ts';
import { Trouble } from './trouble.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => stop.abort(new Trouble('interrupted', 'Interrupted.', '')));
// The reader of a pipe may have seen enough: `shopctl dlq list | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await shopctl(process.argv.slice(2), {
  env: process.env,
  stop: stop.signal,
  out: (text) => console.log(text),
  err: (text) => console.error(text),
});
// What was asked of others may still be on its way; whoever interrupts does not wait for it.
if (stop.signal.aborted) process.exit();
