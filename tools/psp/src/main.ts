import process from 'node:process';
import { z } from 'zod';
import { Env } from './env.ts';
import { buildPsp } from './psp.ts';

export { Env } from './env.ts';
export { buildPsp } from './psp.ts';

async function main(): Promise<void> {
  const env = Env.safeParse(process.env);
  if (!env.success) {
    process.stderr.write(
      `psp cannot start; please correct these variables:\n${z.prettifyError(env.error)}\n`,
    );
    process.exit(1);
  }
  const psp = buildPsp(env.data);
  const stop = () => void psp.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  try {
    process.stdout.write(`psp listens on ${await psp.listen()}\n`);
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
    const advice = taken ? `port ${env.data.PORT} is taken; set PORT to another one` : String(error);
    process.stderr.write(`psp cannot start: ${advice}\n`);
    process.exit(1);
  }
}

if (import.meta.main) await main();
