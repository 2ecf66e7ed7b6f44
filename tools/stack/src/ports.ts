import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { holderOf } from './port-holder.ts';
import { Trouble } from './trouble.ts';

/** Ports of 127.0.0.1 that nothing listens on now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
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
