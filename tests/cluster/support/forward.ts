import { connect, createServer, type Server } from 'node:net';

/** Lets pods reach what listens on this machine's loopback: forwards from the address of the pods' bridge. */
export class Forwarder {
  readonly #address: string;
  readonly #servers: Server[] = [];

  /** Takes the address to listen on, which only this machine and its pods can reach. */
  constructor(address: string) {
    this.#address = address;
  }

  /** Forwards to `port` of loopback and returns where it listens; `as` asks for a port. */
  async open(port: number, as = 0): Promise<number> {
    const server = createServer((inside) => {
      const outside = connect(port, '127.0.0.1');
      inside.on('error', () => outside.destroy()).on('close', () => outside.destroy());
      outside.on('error', () => inside.destroy()).on('close', () => inside.destroy());
      inside.pipe(outside).pipe(inside);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(as, this.#address, resolve);
    });
    this.#servers.push(server);
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the forwarder has no port');
    return address.port;
  }

  /** The same URL as pods must use it. */
  async url(url: string): Promise<string> {
    const own = new URL(url);
    own.port = String(await this.open(Number(own.port)));
    own.hostname = this.#address;
    return own.href;
  }

  close(): void {
    for (const server of this.#servers) {
      server.close();
    }
  }
}
