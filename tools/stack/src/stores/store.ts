import type { Ledger } from '../ledger.ts';

export type StoreName = 'mongodb' | 'mysql' | 'redis' | 'rabbitmq';
export const storeNames = ['mongodb', 'mysql', 'redis', 'rabbitmq'] as const satisfies readonly StoreName[];

/** What a private server is started with. */
export interface ServerOptions {
  /** The server's own folder: its data, its configuration, its log. */
  readonly folder: string;
  /** Ports by use ("main", "page"); a free one is taken for each that is not named. */
  readonly ports: Readonly<Record<string, number>>;
  readonly ledger: Ledger;
  /** Gets each line the server writes. */
  readonly line: (text: string) => void;
  /** Told what it is waiting for. */
  readonly waiting: (why: string) => void;
  /** Told when the server ends without having been asked to. */
  readonly crashed: (how: string) => void;
}

/** A private server of our own: it can be killed, frozen and started again on the same port with the same data. */
export interface Server {
  /** URL with the rights to everything in the store. */
  readonly url: string;
  /** Where a person can look into it with a browser. */
  readonly page?: string;
  /** Process ids, the server itself first. */
  pids(): number[];
  /** Starts it again after kill() or stop(). Resolves when it answers. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** SIGKILL: what a power cut would do. */
  kill(): Promise<void>;
  /** Stops its clock: connections stay open and nothing answers, until thaw(). */
  freeze(): void;
  thaw(): void;
}

/** One kind of store: how to find, install and start the real server, and how to know that it answers. */
export interface StoreKind {
  readonly name: StoreName;
  /** The product's name: "MariaDB". */
  readonly title: string;
  /** The environment variable that names a server to be used instead of our own. */
  readonly variable: 'MONGO_URL' | 'MYSQL_URL' | 'REDIS_URL' | 'AMQP_URL';
  /** Its service in docker-compose.yaml and the port it has inside. */
  readonly docker: {
    readonly service: string;
    readonly port: number;
    readonly url: (host: string, port: number) => string;
  };
  /** Packages of Debian and Ubuntu that have the server; none if the distribution has none. */
  readonly packages: readonly string[];
  /** Full path of the server's program, or undefined if it is not installed. */
  find(): Promise<string | undefined>;
  /** Starts a private instance; resolves when it answers. */
  start(program: string, options: ServerOptions): Promise<Server>;
  /** Throws with the reason unless the server behind the URL answers within 3 s. */
  probe(url: string): Promise<void>;
}
