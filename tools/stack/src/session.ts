import { mkdirSync } from 'node:fs';
import { stopAll } from './child.ts';
import { databasesOf } from './databases.ts';
import { type Env, envOf } from './env.ts';
import { Ledger } from './ledger.ts';
import { GRACE_MS, type Part, startPart } from './part.ts';
import { defaultPorts, needs, type PartName, type PortName, type Ports, partNames, titles } from './parts.ts';
import { freePort, freePorts, needPort } from './ports.ts';
import { type Secrets, secretsOf } from './secrets.ts';
import { kinds } from './stores/kinds.ts';
import type { Source } from './stores/source.ts';
import type { Server, StoreName } from './stores/store.ts';
import { type Report, running, type Stores, startOne } from './stores/stores.ts';

export interface SessionOptions {
  /** Where the stack keeps everything it writes. */
  readonly folder: string;
  /** `free` takes whatever is free; otherwise the usual ports, but for those named. */
  readonly ports: 'free' | Partial<Ports>;
  readonly parts: readonly PartName[];
  /** Gets each line a process writes. */
  readonly line: (process: string, text: string) => void;
  /** Told when a process ends by itself after it was ready. */
  readonly crashed: (process: string, how: string) => void;
  /** More variables for every process of the shop. */
  readonly env?: Readonly<Record<string, string>>;
  /** Has the last word on the environment of a process: to lead it to its stores another way, for one. */
  readonly rewire?: (part: PartName, env: Env) => Env;
}

/** What belongs to one run of the stack, from the first port to the last process. */
export interface Session {
  readonly options: SessionOptions;
  readonly ports: Ports;
  readonly ledger: Ledger;
  readonly secrets: Secrets;
  readonly parts: Map<PartName, Part>;
  readonly servers: Partial<Record<StoreName, Server>>;
  readonly sources: Map<StoreName, Source>;
  /** Where RabbitMQ will listen: services are told before it does. */
  readonly brokerPort: number;
  readonly reached: Readonly<Record<StoreName | 'build', Milestone>>;
}

/** Something that processes wait for. It stays open when the start fails before it. */
export interface Milestone {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

/** Makes the folder, ends what a former run left there, and makes sure of the ports. */
export async function openSession(options: SessionOptions): Promise<Session> {
  mkdirSync(options.folder, { recursive: true });
  const ledger = new Ledger(options.folder);
  await ledger.clear(10_000);
  ledger.add('supervisor', process.pid);
  const ports = options.ports === 'free' ? await anyPorts() : { ...defaultPorts, ...options.ports };
  if (options.ports !== 'free') await needPorts(ports, options.parts);
  const secrets = secretsOf(options.folder);
  const reached = {
    mongodb: milestone(),
    mysql: milestone(),
    redis: milestone(),
    rabbitmq: milestone(),
    build: milestone(),
  };
  const brokerPort = await freePort();
  const empty = { parts: new Map(), servers: {}, sources: new Map() };
  return { options, ports, ledger, secrets, brokerPort, reached, ...empty };
}

/** Starts one store of the session. */
export async function startStore(
  session: Session,
  name: StoreName,
  waiting: Report['waiting'],
): Promise<Server> {
  const { folder, line, crashed } = session.options;
  const server = await startOne(name, session.sources.get(name) as Source, {
    folder,
    ports: { page: session.ports.broker, rabbitmq: session.brokerPort },
    report: { line, crashed, ...(waiting && { waiting }) },
  });
  session.servers[name] = server;
  session.reached[name].resolve();
  return server;
}

export const storesOf = (session: Session): Stores => running(session.servers, session.sources);

/** Starts one process of the shop, once it is built and the stores it needs answer; resolves when it is ready. */
export async function startOnePart(
  session: Session,
  name: PartName,
  waiting: (why: string) => void,
): Promise<Part> {
  const { options, ports, ledger, reached } = session;
  await Promise.all([...needs[name].map((store) => reached[store].promise), reached.build.promise]);
  const part = await startPart({
    name,
    ports,
    env: await partEnv(session, name),
    folder: options.folder,
    ledger,
    line: (text) => options.line(name, text),
    waiting,
    crashed: (how) => options.crashed(name, how),
  });
  session.parts.set(name, part);
  return part;
}

/** Starts one more process of a part, on a port of its own; whatever calls the part knows only the first one. */
export async function startReplica(session: Session, name: PartName): Promise<Part> {
  const { options, ledger } = session;
  const ports = { ...session.ports, [name]: await freePort() };
  return startPart({
    name,
    ports,
    env: { ...(await partEnv(session, name)), PORT: String(ports[name]) },
    folder: options.folder,
    ledger,
    line: (text) => options.line(name, text),
    waiting: () => undefined,
    crashed: (how) => options.crashed(name, how),
  });
}

/** The environment of a process of the shop. */
export async function partEnv(session: Session, name: PartName): Promise<Env> {
  const { options, ports, secrets } = session;
  const stores = storesOf(session);
  const env = envOf(name, {
    folder: options.folder,
    ports,
    databases: await databasesOf(name, stores, secrets),
    amqpUrl: amqpUrl(session),
    standIn: stores.standIn,
    secrets,
    ...(options.env === undefined ? {} : { extra: options.env }),
  });
  return options.rewire?.(name, env) ?? env;
}

function amqpUrl({ sources, brokerPort }: Session): string {
  const source = sources.get('rabbitmq');
  return source?.from === 'url' ? source.server.url : kinds.rabbitmq.docker.url('127.0.0.1', brokerPort);
}

function milestone(): Milestone {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, resolve };
}

/** Ends the shop first, so that it can finish what it has in hand, then the stores, then whatever is left. */
export async function closeSession(session: Session): Promise<void> {
  const door = session.parts.get('web');
  await door?.stop();
  await stopAll(session.ledger, GRACE_MS, partNames);
  await storesOf(session).stop();
  await stopAll(session.ledger, 10_000);
  session.ledger.remove(process.pid);
}

async function anyPorts(): Promise<Ports> {
  const names = Object.keys(defaultPorts) as PortName[];
  const ports = await freePorts(names.length);
  return Object.fromEntries(names.map((name, i) => [name, ports[i]])) as unknown as Ports;
}

async function needPorts(ports: Ports, parts: readonly PartName[]): Promise<void> {
  const needed: PortName[] = ['broker', ...parts, ...(parts.includes('mailbox') ? (['smtp'] as const) : [])];
  for (const name of needed) await needPort(ports[name], titles[name], `npm start -- --port ${name}=NUMBER`);
}
