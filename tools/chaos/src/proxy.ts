import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import type { NetworkFault } from './schedule.ts';

/** A fault of a link: `latency` needs the delay. */
export interface LinkFault {
  readonly kind: NetworkFault;
  readonly delayMs: number;
}

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A TCP connection with something in between that can be told to misbehave. */
export interface Link {
  /** Where to connect to instead, on 127.0.0.1. */
  readonly port: number;
  /**
   * From now on: `latency` brings everything later; `reset` breaks every connection off; `black-hole` lets nothing
   * through, and all of it when it is calm again; `half-close` ends the way back only, of those that are open.
   */
  fault(fault: LinkFault): void;
  /** Everything passes again. */
  calm(): void;
  /** Where it leads; nowhere until it is told. */
  leadTo(target: Address): void;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1 and passes what comes to where it leads, and back. */
export async function openLink(): Promise<Link> {
  let target: Address | undefined;
  let now: LinkFault | undefined;
  const pairs = new Set<Pair>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (now?.kind === 'reset' || target === undefined) {
      client.on('error', () => undefined).resetAndDestroy();
      return;
    }
    const upstream = createConnection({ ...target, allowHalfOpen: true, noDelay: true });
    const pair = new Pair(client, upstream, () => pairs.delete(pair));
    pairs.add(pair);
    if (now !== undefined) pair.suffer(now);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    fault(fault) {
      now = fault;
      for (const pair of pairs) pair.suffer(fault);
    },
    calm() {
      now = undefined;
      for (const pair of pairs) pair.heal();
    },
    leadTo(address) {
      target = address;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const pair of pairs) pair.reset();
      await closed;
    },
  };
}

/** Both ends of one connection. */
class Pair {
  readonly #client: Socket;
  readonly #upstream: Socket;
  readonly #there: Way;
  readonly #back: Way;

  constructor(client: Socket, upstream: Socket, gone: () => void) {
    this.#client = client;
    this.#upstream = upstream;
    this.#there = new Way(client, upstream);
    this.#back = new Way(upstream, client);
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.on('error', () => other.resetAndDestroy());
      socket.on('close', () => {
        if (upstream.destroyed && client.destroyed) gone();
      });
    }
  }

  suffer({ kind, delayMs }: LinkFault): void {
    if (kind === 'reset') this.reset();
    else if (kind === 'half-close') this.#back.cut();
    else this.#delay(kind === 'black-hole' ? Number.POSITIVE_INFINITY : delayMs);
  }

  heal(): void {
    if (this.#back.isCut) this.reset();
    else this.#delay(0);
  }

  #delay(ms: number): void {
    this.#there.delay(ms);
    this.#back.delay(ms);
  }

  reset(): void {
    this.#client.resetAndDestroy();
    this.#upstream.resetAndDestroy();
  }
}

/** The most that is kept for later before the sender is asked to wait. */
const MOST_KEPT = 256;

/** One direction: what comes in goes out, in order, once its time has come. */
class Way {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #kept: { at: number; chunk: Buffer | undefined }[] = [];
  #delayMs = 0;
  #cut = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket) {
    this.#from = from;
    this.#to = to;
    from.on('data', (chunk) => this.#keep(chunk as Buffer));
    from.on('end', () => this.#keep(undefined));
    to.on('drain', () => this.#pass());
    to.on('close', () => {
      clearTimeout(this.#timer);
      from.destroy();
    });
  }

  delay(ms: number): void {
    this.#delayMs = ms;
    this.#pass();
  }

  get isCut(): boolean {
    return this.#cut;
  }

  /** Tells the receiver that nothing more comes, and forgets what does. */
  cut(): void {
    this.#cut = true;
    this.#to.end();
  }

  #keep(chunk: Buffer | undefined): void {
    if (this.#cut) return;
    this.#kept.push({ at: Date.now(), chunk });
    if (this.#kept.length >= MOST_KEPT) this.#from.pause();
    this.#pass();
  }

  #pass(): void {
    clearTimeout(this.#timer);
    while (this.#kept[0] !== undefined && !this.#to.writableNeedDrain && !this.#cut) {
      const { at, chunk } = this.#kept[0];
      const waitMs = at + this.#delayMs - Date.now();
      if (waitMs > 0) {
        if (Number.isFinite(waitMs)) this.#timer = setTimeout(() => this.#pass(), waitMs);
        return;
      }
      this.#kept.shift();
      if (chunk === undefined) this.#to.end();
      else this.#to.write(chunk);
    }
    if (this.#kept.length < MOST_KEPT) this.#from.resume();
  }
}
