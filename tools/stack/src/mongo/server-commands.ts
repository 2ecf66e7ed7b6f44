import { type Command, strict } from './command.ts';
import { isTrue } from './expression.ts';
import { compile } from './match.ts';
import { optionalDoc } from './read-commands.ts';
import { encode } from './reply.ts';
import { CODE, MongoTrouble, notHere } from './trouble.ts';
import type { Doc } from './values.ts';

/** MongoDB 7.0's wire version: the newest whose commands the stand-in answers. */
const WIRE_VERSION = 21;
const VERSION = '7.0.0';
const started = Date.now();

/** What marks the stand-in, so that a service that must not run on it can refuse it. */
export const MARK = { shopstackStandIn: true } as const;

const hello: Command = ({ body }) => {
  const legacy = Object.keys(body)[0] !== 'hello';
  return encode({
    ...(legacy ? { ismaster: true } : { isWritablePrimary: true }),
    helloOk: true,
    maxBsonObjectSize: 16 * 1024 * 1024,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    localTime: new Date(),
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION,
    readOnly: false,
    ...MARK,
    ok: 1,
  });
};

const ok: Command = () => encode({ ok: 1 });

const buildInfo: Command = () =>
  encode({
    version: VERSION,
    versionArray: [7, 0, 0, 0],
    gitVersion: 'none: this is the ShopStack stand-in for MongoDB',
    modules: ['shopstack-stand-in'],
    maxBsonObjectSize: 16 * 1024 * 1024,
    bits: 64,
    debug: false,
    ...MARK,
    ok: 1,
  });

const serverStatus: Command = () =>
  encode({
    process: 'shopstack-mongo-stand-in',
    version: VERSION,
    pid: process.pid,
    uptime: Math.round((Date.now() - started) / 1000),
    localTime: new Date(),
    mem: { resident: Math.round(process.memoryUsage.rss() / 1_048_576) },
    ...MARK,
    ok: 1,
  });

const getParameter: Command = ({ body }) => {
  const { getParameter: wanted, ...others } = body;
  const all = { featureCompatibilityVersion: { version: '7.0' } };
  const asked: Doc =
    wanted === '*' || isTrue((wanted as Doc).allParameters)
      ? all
      : Object.fromEntries(Object.entries(all).filter(([name]) => name in others));
  if (Object.keys(asked).length === 0) throw new MongoTrouble(CODE.InvalidOptions, 'no option found to get');
  return encode({ ...asked, ok: 1 });
};

const filtered = (docs: Doc[], filter: unknown): Doc[] => {
  const match = compile(optionalDoc(filter, 'filter'));
  return docs.filter((doc) => match(doc));
};

const listDatabases: Command = ({ body, store }) => {
  strict(body, 'filter nameOnly authorizedDatabases');
  const databases = store.databases().map((name): Doc => {
    let sizeOnDisk = 0;
    for (const collection of store.list(name))
      for (const { bytes } of store.get(name, collection)?.all() ?? []) sizeOnDisk += bytes.length;
    return isTrue(body.nameOnly) ? { name } : { name, sizeOnDisk, empty: sizeOnDisk === 0 };
  });
  return encode({ databases: filtered(databases, body.filter), ok: 1 });
};

const listCollections: Command = ({ body, database, store, cursors }) => {
  strict(body, 'filter cursor nameOnly authorizedCollections');
  const all = store.list(database).map((name) => ({
    name,
    type: 'collection',
    ...(isTrue(body.nameOnly)
      ? {}
      : { options: {}, info: { readOnly: false }, idIndex: { v: 2, key: { _id: 1 }, name: '_id_' } }),
  }));
  return cursors.open(`${database}.$cmd.listCollections`, filtered(all, body.filter), undefined);
};

const create: Command = async ({ body, database, name, store }) => {
  const options = Object.keys(body).slice(1);
  for (const option of [
    'capped',
    'timeseries',
    'viewOn',
    'pipeline',
    'validator',
    'clusteredIndex',
    'expireAfterSeconds',
    'changeStreamPreAndPostImages',
  ])
    if (options.includes(option) && body[option] !== false) throw notHere(`create with ${option}`);
  strict(body, 'capped validationLevel validationAction autoIndexId storageEngine indexOptionDefaults');
  if (store.get(database, name))
    throw new MongoTrouble(CODE.NamespaceExists, `Collection ${database}.${name} already exists.`);
  store.getOrMake(database, name);
  await store.journal.written();
  return encode({ ok: 1 });
};

const drop: Command = async ({ body, database, name, store }) => {
  strict(body, '');
  const there = store.get(database, name);
  const nIndexesWas = there?.indexes.length;
  store.drop(database, name);
  await store.journal.written();
  return encode({ ...(there ? { nIndexesWas, ns: `${database}.${name}` } : {}), ok: 1 });
};

const dropDatabase: Command = async ({ body, database, store }) => {
  strict(body, '');
  const names = store.list(database);
  for (const name of names) store.drop(database, name);
  await store.journal.written();
  return encode({ ...(names.length ? { dropped: database } : {}), ok: 1 });
};

const noTransaction: Command = () => {
  throw new MongoTrouble(
    CODE.IllegalOperation,
    'Transaction numbers are only allowed on a replica set member or mongos',
  );
};

/** The commands about the server, its databases and its collections. */
export const serverCommands: Record<string, Command> = {
  hello,
  ismaster: hello,
  isMaster: hello,
  ping: ok,
  endSessions: ok,
  buildInfo,
  buildinfo: buildInfo,
  serverStatus,
  getParameter,
  listDatabases,
  listCollections,
  create,
  drop,
  dropDatabase,
  commitTransaction: noTransaction,
  abortTransaction: noTransaction,
};
