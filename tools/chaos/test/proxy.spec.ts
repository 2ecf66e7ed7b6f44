import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Link, openLink } from '../src/proxy.ts';

let server: Server;
let link: Link;
let accepted: Socket[];
const open: Socket[] = [];

/** A server that says everything back, behind a link. */
beforeEach(async () => {
  accepted = [];
  server = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.push(socket);
    socket.on('error', () => undefined);
    socket.pipe(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  link = await openLink();
  link.leadTo({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
});

afterEach(async () => {
  for (const socket of [...open.splice(0), ...accepted]) socket.destroy();
  await link.close();
  server.close();
});

async function dial(): Promise<Socket> {
  const socket = createConnection({ host: '127.0.0.1', port: link.port, allowHalfOpen: true });
  socket.on('error', () => undefined);
  open.push(socket);
  await once(socket, 'connect');
  return socket;
}

async function echo(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  let got = '';
  while (got.length < text.length) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    got += chunk.toString();
  }
  return got;
}

/** However it ends. */
const closeOf = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.once('close', () => resolve());
  });

/** What the socket gets within that time. */
async function heard(socket: Socket, ms: number): Promise<string> {
  let got = '';
  const listen = (chunk: Buffer): void => {
    got += chunk.toString();
  };
  socket.on('data', listen);
  await new Promise((resolve) => setTimeout(resolve, ms));
  socket.off('data', listen);
  return got;
}

describe('a link', () => {
  it('passes everything, in order, and the end too', async () => {
    const socket = await dial();
    const text = Array.from({ length: 50_000 }, (_, index) => index).join(' ');
    expect(await echo(socket, text)).toBe(text);
    const ended = once(socket, 'end');
    socket.end();
    await ended;
  });

  it('brings everything later with latency, and at once again when it is calm', async () => {
    const socket = await dial();
    await echo(socket, 'before');
    link.fault({ kind: 'latency', delayMs: 150 });
    const begin = performance.now();
    expect(await echo(socket, 'late')).toBe('late');
    expect(performance.now() - begin).toBeGreaterThanOrEqual(290);
    link.fault({ kind: 'latency', delayMs: 60_000 });
    socket.write('kept');
    expect(await heard(socket, 100)).toBe('');
    const data = once(socket, 'data');
    link.calm();
    expect(String(await data)).toBe('kept');
  });

  it('lets nothing through a black hole, nor to a new connection, and loses nothing', async () => {
    const before = await dial();
    await echo(before, 'before');
    link.fault({ kind: 'black-hole', delayMs: 0 });
    const after = await dial();
    before.write('one');
    after.write('two');
    expect(await Promise.all([heard(before, 150), heard(after, 150)])).toEqual(['', '']);
    const both = Promise.all([once(before, 'data'), once(after, 'data')]);
    link.calm();
    expect((await both).map(String)).toEqual(['one', 'two']);
  });

  it('breaks off what is open and what comes anew, until it is calm', async () => {
    const socket = await dial();
    await echo(socket, 'before');
    const reset = closeOf(socket);
    link.fault({ kind: 'reset', delayMs: 0 });
    await reset;
    const again = createConnection(link.port, '127.0.0.1').on('error', () => undefined);
    await closeOf(again);
    link.calm();
    expect(await echo(await dial(), 'after')).toBe('after');
  });

  it('ends one direction only with half-close, and the other when it is calm', async () => {
    const socket = await dial();
    await echo(socket, 'before');
    const ended = once(socket, 'end');
    link.fault({ kind: 'half-close', delayMs: 0 });
    await ended;
    const [behind] = accepted;
    if (behind === undefined) throw new Error('nobody was accepted');
    const arrived = once(behind, 'data');
    socket.write('still heard');
    expect(String(await arrived)).toBe('still heard');
    const closed = closeOf(behind);
    link.calm();
    await closed;
  });

  it('tells each side that the other is gone', async () => {
    const socket = await dial();
    await echo(socket, 'before');
    const closed = closeOf(socket);
    accepted[0]?.resetAndDestroy();
    await closed;
  });
});
