import { connect } from 'node:net';
import { MongoClient } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { failure, newName, type Row, withStandIn } from './mongo-support.ts';

const running = withStandIn();
const command = (body: object) => running().db.command(body as { [name: string]: unknown });
const name = () => newName();

const REFUSED: [string, () => object, number][] = [
  ['an unknown command', () => ({ frobnicate: 1 }), 59],
  ['an unknown field of a command', () => ({ find: name(), frobnicate: 1 }), 40415],
  ['an unknown query operator', () => ({ find: name(), filter: { a: { $frobnicate: 1 } } }), 2],
  ['an unknown top level operator', () => ({ find: name(), filter: { $frobnicate: 1 } }), 2],
  ['an empty $or', () => ({ find: name(), filter: { $or: [] } }), 2],
  ['$in without a list', () => ({ find: name(), filter: { a: { $in: 1 } } }), 2],
  ['a broken regular expression', () => ({ find: name(), filter: { a: { $regex: '(' } } }), 51091],
  ['$text', () => ({ find: name(), filter: { $text: { $search: 'x' } } }), 27],
  ['$where', () => ({ find: name(), filter: { $where: '1' } }), 238],
  ['$near', () => ({ find: name(), filter: { a: { $near: [1, 1] } } }), 238],
  ['a wrong sort', () => ({ find: name(), sort: { a: 'up' } }), 15975],
  ['a negative skip', () => ({ find: name(), skip: -1 }), 51024],
  ['a mixed projection', () => ({ find: name(), projection: { a: 1, b: 0 } }), 31254],
  ['the other mixed projection', () => ({ find: name(), projection: { a: 0, b: 1 } }), 31253],
  ['colliding projections', () => ({ find: name(), projection: { a: 1, 'a.b': 1 } }), 31250],
  ['a collation', () => ({ find: name(), collation: { locale: 'de' } }), 238],
  ['a tailable cursor', () => ({ find: name(), tailable: true }), 238],
  ['an unknown stage', () => ({ aggregate: name(), pipeline: [{ $frobnicate: {} }], cursor: {} }), 40324],
  [
    'a stage with two names',
    () => ({ aggregate: name(), pipeline: [{ $match: {}, $limit: 1 }], cursor: {} }),
    40323,
  ],
  ['a change stream', () => ({ aggregate: name(), pipeline: [{ $changeStream: {} }], cursor: {} }), 40573],
  [
    'a change stream of the database',
    () => ({ aggregate: 1, pipeline: [{ $changeStream: {} }], cursor: {} }),
    40573,
  ],
  ['$out', () => ({ aggregate: name(), pipeline: [{ $out: 'x' }], cursor: {} }), 238],
  [
    'an unknown accumulator',
    () => ({ aggregate: name(), pipeline: [{ $group: { _id: 1, x: { $frobnicate: 1 } } }], cursor: {} }),
    15952,
  ],
  [
    'an unknown expression',
    () => ({ aggregate: name(), pipeline: [{ $set: { x: { $frobnicate: 1 } } }], cursor: {} }),
    168,
  ],
  [
    'an expression only MongoDB has',
    () => ({ aggregate: name(), pipeline: [{ $set: { x: { $function: {} } } }], cursor: {} }),
    238,
  ],
  [
    'an undefined variable',
    () => ({ aggregate: name(), pipeline: [{ $set: { x: '$$nobody' } }], cursor: {} }),
    17276,
  ],
  ['aggregate without a cursor', () => ({ aggregate: name(), pipeline: [] }), 9],
  ['a limit of 0', () => ({ aggregate: name(), pipeline: [{ $limit: 0 }], cursor: {} }), 15958],
  ['a cursor nobody opened', () => ({ getMore: 12345n, collection: name() }), 43],
  ['a text index', () => ({ createIndexes: name(), indexes: [{ key: { a: 'text' }, name: 'a' }] }), 67],
  ['a geo index', () => ({ createIndexes: name(), indexes: [{ key: { a: '2dsphere' }, name: 'a' }] }), 67],
  ['an empty index', () => ({ createIndexes: name(), indexes: [{ key: {}, name: 'a' }] }), 67],
  [
    'an unknown index option',
    () => ({ createIndexes: name(), indexes: [{ key: { a: 1 }, name: 'a', fast: true }] }),
    197,
  ],
  [
    'a TTL index of two fields',
    () => ({ createIndexes: name(), indexes: [{ key: { a: 1, b: 1 }, name: 'a', expireAfterSeconds: 1 }] }),
    67,
  ],
  ['indexes of no collection', () => ({ listIndexes: name() }), 26],
  ['a capped collection', () => ({ create: name(), capped: true, size: 1000 }), 238],
  ['a validator', () => ({ create: name(), validator: { a: 1 } }), 238],
  ['a bad collection name', () => ({ insert: 'a$b', documents: [{ _id: 1 }] }), 73],
  ['an insert of nothing', () => ({ insert: name(), documents: [] }), 16],
  [
    'a transaction',
    () => ({ insert: name(), documents: [{}], txnNumber: 1n, startTransaction: true, autocommit: false }),
    20,
  ],
  ['remove and update at once', () => ({ findAndModify: name(), query: {}, remove: true, update: {} }), 9],
  ['neither remove nor update', () => ({ findAndModify: name(), query: {} }), 9],
];

describe("what the stand-in cannot do gets MongoDB's code, never a wrong answer", () => {
  it.each(REFUSED)('%s', async (_what, body, code) => {
    const failed = await failure(command(body()));
    expect(failed.code, failed.message).toBe(code);
  });

  it('names the code too', async () => {
    expect((await failure(command({ frobnicate: 1 }))).error).toMatchObject({
      codeName: 'CommandNotFound',
      errmsg: "no such command: 'frobnicate'",
    });
  });

  it('refuses transactions and change streams through the driver', async () => {
    const { client, db } = running();
    const session = client.startSession();
    const work = session.withTransaction(() => db.collection<Row>(name()).insertOne({ _id: 1 }, { session }));
    await expect(work).rejects.toThrow(/session|transaction/i);
    await session.endSession().catch(() => undefined);
    const stream = db.collection(name()).watch();
    await expect(stream.next()).rejects.toMatchObject({ code: 40573 });
    await stream.close();
  });
});

describe('anybody can see that it is a stand-in', () => {
  it('in hello and buildInfo', async () => {
    const admin = running().client.db('admin');
    const hello = await admin.command({ hello: 1 });
    expect(hello).toMatchObject({ shopstackStandIn: true, isWritablePrimary: true });
    expect(hello.logicalSessionTimeoutMinutes).toBe(undefined);
    expect(hello.setName).toBe(undefined);
    expect(await admin.command({ buildInfo: 1 })).toMatchObject({
      shopstackStandIn: true,
      modules: ['shopstack-stand-in'],
    });
    expect(await admin.command({ serverStatus: 1 })).toMatchObject({ process: 'shopstack-mongo-stand-in' });
    expect(await admin.command({ ping: 1 })).toMatchObject({ ok: 1 });
  });
});

describe('broken input on the wire', () => {
  const send = (bytes: Buffer): Promise<'closed' | 'answered' | 'ignored'> =>
    new Promise((resolve) => {
      const socket = connect(running().standIn.port, '127.0.0.1', () => socket.write(bytes));
      socket.setTimeout(5000, () => {
        resolve('ignored');
        socket.destroy();
      });
      socket.once('data', () => {
        resolve('answered');
        socket.destroy();
      });
      socket.once('close', () => resolve('closed'));
    });
  const message = (body: Buffer, opcode = 2013): Buffer => {
    const head = Buffer.alloc(16);
    head.writeInt32LE(16 + body.length, 0);
    head.writeInt32LE(opcode, 12);
    return Buffer.concat([head, body]);
  };

  it('ends that connection or gets an error, and hurts nobody else', async () => {
    expect(await send(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toBe('closed');
    expect(await send(message(Buffer.from([0, 0, 0, 0, 0, 255, 255, 255, 127])))).toBe('answered');
    expect(await send(message(Buffer.from([0, 0, 0, 0, 9])))).toBe('answered');
    expect(await send(message(Buffer.alloc(8), 2001))).toBe('answered');
    const other = await new MongoClient(running().standIn.url).connect();
    expect(await other.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 });
    await other.close();
  });
});
