import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { holderOf } from './port-holder.ts';
import { Trouble } from './trouble.ts';

// Below the ports that systems give to outgoing connections: one of those could be taken between the look and the use.
const LOWEST = 15_000;
const HIGHEST = 32_000;
const TRIES = 1_000;
const givenOut = new Set<number>();

/** Ports of 127.0.0.1 that nothing listens on now, and that this process has not been given before. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  for (let tries = 0; ports.length < count && tries < TRIES; tries += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (givenOut.has(port) || !(await isFree(port))) continue;
    givenOut.add(port);
    ports.push(port);
  }
  if (ports.length < count) {
    throw new Trouble(
      `No free ports between ${LOWEST} and ${HIGHEST}.`,
      'Stop some programs and start again.',
    );
  }
  return ports;
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port as number;
}

/** Whether a server could listen on the port of 127.0.0.1 and of every address. */
export async function isFree(port: number): Promise<boolean> {
  for (const host of ['127.0.0.1', undefined]) {
    const server = createServer();
    const outcome = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen({ port, ...(host === undefined ? {} : { host }) }, () =>
        server.close(() => resolve(true)),
      );
    });
    if (!outcome) return false;
  }
  return true;
}

/** Throws one sentence that names the taken port, who holds it where the system tells, and what to do. */
export async function needPort(port: number, use: string, change: string): Promise<void> {
  if (await isFree(port)) return;
  const holder = await holderOf(port);
  const by = holder === undefined ? 'another program' : `${holder.command} (process ${holder.pid})`;
  throw new Trouble(
    `Port ${port}, needed for ${use}, is taken by ${by}.`,
    `Stop that program, or choose another port: ${change}`,
  );
}
