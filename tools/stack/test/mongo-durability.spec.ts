import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import { afterEach, describe, expect, it } from 'vitest';
import { startMongoStandIn } from '../src/mongo/stand-in.ts';
import { newFolder, type Row, removeFolder } from './mongo-support.ts';

const MAIN = fileURLToPath(new URL('../src/mongo/main.ts', import.meta.url));
const folders: string[] = [];
const children: ChildProcess[] = [];
const folder = (): string => {
  const made = newFolder();
  folders.push(made);
  return made;
};
afterEach(async () => {
  for (const child of children.splice(0))
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  for (const made of folders.splice(0)) removeFolder(made);
});

interface Process {
  child: ChildProcess;
  url: string;
  said: string[];
}

/** Starts the stand-in as a process of its own and waits until it listens, or ends. */
const start = async (at: string): Promise<Process> => {
  const child = spawn(process.execPath, [MAIN, '--folder', at, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const said: string[] = [];
  const url = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const found = /^listening (\S+)/.exec(line);
      if (found?.[1]) resolve(found[1]);
    });
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => said.push(line));
    child.once('close', () => resolve(''));
  });
  return { child, url: await url, said };
};
const kill = async ({ child }: Process): Promise<void> => {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
};

describe('a kill -9', () => {
  it('loses nothing that was acknowledged, round after round', async () => {
    const at = folder();
    const acknowledged = { inserted: new Set<string>(), deleted: new Set<string>(), counted: 0 };
    let asked = 0;
    for (let round = 0; round < 5; round++) {
      const running = await start(at);
      const client = await new MongoClient(running.url, { serverSelectionTimeoutMS: 2000 }).connect();
      const docs = client.db('shop').collection<{ _id: string; n?: unknown }>('docs');
      if (round === 0) await docs.createIndex({ n: 1 }, { unique: true });
      const enough = 200 + round * 150;
      let done = 0;
      const killed = Promise.withResolvers<void>();
      const writer = async (who: number): Promise<void> => {
        for (let n = 0; ; n++) {
          const _id = `${round}-${who}-${n}`;
          try {
            await docs.insertOne({ _id, n: _id, text: 'x'.repeat(n % 700) } as object as { _id: string });
            acknowledged.inserted.add(_id);
            if (n % 5 === 0) {
              await docs.deleteOne({ _id });
              acknowledged.deleted.add(_id);
            }
            asked++;
            await docs.updateOne({ _id: 'counter' }, { $inc: { n: 1 } } as object, { upsert: true });
            acknowledged.counted++;
          } catch {
            return;
          }
          if (++done === enough) kill(running).then(killed.resolve, killed.reject);
        }
      };
      await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(writer));
      await killed.promise;
      await client.close();

      const again = await start(at);
      const reader = await new MongoClient(again.url).connect();
      const found = reader.db('shop').collection<{ _id: string; n?: number }>('docs');
      const ids = new Set((await found.find({ _id: { $ne: 'counter' } }).toArray()).map(({ _id }) => _id));
      const lost = [...acknowledged.inserted].filter((id) => !ids.has(id) && !acknowledged.deleted.has(id));
      // A delete that was under way when the process died may have happened without an answer.
      const unanswered = lost.filter((id) => Number(id.split('-')[2]) % 5 !== 0);
      expect(unanswered).toEqual([]);
      expect(lost.length).toBeLessThanOrEqual(8 * (round + 1));
      expect([...acknowledged.deleted].filter((id) => ids.has(id))).toEqual([]);
      const counter = (await found.findOne({ _id: 'counter' }))?.n ?? 0;
      expect(counter).toBeGreaterThanOrEqual(acknowledged.counted);
      expect(counter).toBeLessThanOrEqual(asked);
      expect((await found.indexes()).map(({ name }) => name)).toEqual(['_id_', 'n_1']);
      await reader.close();
      await kill(again);
    }
    expect(acknowledged.inserted.size).toBeGreaterThan(1500);
  }, 180_000);
});

describe('the journal', () => {
  const withDocs = async (
    at: string,
    work: (docs: import('mongodb').Collection<Row>) => Promise<unknown>,
  ): Promise<void> => {
    const standIn = await startMongoStandIn({ folder: at });
    const client = await new MongoClient(standIn.url).connect();
    await work(client.db('shop').collection<Row>('docs'));
    await client.close();
    await standIn.stop();
  };
  const file = (at: string) => join(at, 'journal.bin');

  it('keeps documents, indexes and their order over a restart', async () => {
    const at = folder();
    await withDocs(at, async (docs) => {
      await docs.createIndex({ a: 1 }, { unique: true, sparse: true });
      await docs.insertMany([{ _id: 3, a: 1 }, { _id: 1, a: 2 }, { _id: 2 }]);
      await docs.updateOne({ _id: 3 }, { $set: { b: new Date(5) } });
      await docs.deleteOne({ _id: 1 });
      await docs.db.collection('gone').insertOne({});
      await docs.db.dropCollection('gone');
    });
    await withDocs(at, async (docs) => {
      expect(await docs.find().toArray()).toEqual([{ _id: 3, a: 1, b: new Date(5) }, { _id: 2 }]);
      expect(await docs.indexes()).toMatchObject([
        { name: '_id_' },
        { name: 'a_1', unique: true, sparse: true },
      ]);
      expect((await docs.db.listCollections().toArray()).map(({ name }) => name)).toEqual(['docs']);
      await expect(docs.insertOne({ _id: 9, a: 1 })).rejects.toMatchObject({ code: 11000 });
    });
  });

  it('is cut where a write was torn, and goes on from there', async () => {
    const at = folder();
    await withDocs(at, (docs) => docs.insertMany([{ _id: 1 }, { _id: 2, text: 'x'.repeat(100) }]));
    const whole = statSync(file(at)).size;
    truncateSync(file(at), whole - 30);
    await withDocs(at, async (docs) => {
      expect(await docs.find().toArray()).toEqual([{ _id: 1 }]);
      await docs.insertOne({ _id: 3 });
    });
    appendFileSync(file(at), Buffer.from([200, 1, 0, 0, 9, 9, 9, 9, 1, 1, 0]));
    await withDocs(at, async (docs) => expect(await docs.find().toArray()).toEqual([{ _id: 1 }, { _id: 3 }]));
  });

  it('damaged in its middle is refused with a sentence, not cut', async () => {
    const at = folder();
    await withDocs(at, (docs) => docs.insertMany(Array.from({ length: 9 }, (_, _id) => ({ _id }))));
    const bytes = readFileSync(file(at));
    bytes[150] = (bytes[150] ?? 0) ^ 0xff;
    writeFileSync(file(at), bytes);
    await expect(startMongoStandIn({ folder: at })).rejects.toThrow(/damaged at byte/);
    writeFileSync(file(at), 'something else altogether');
    await expect(startMongoStandIn({ folder: at })).rejects.toThrow(/not a journal/);
  });

  it('shrinks to what is alive when it is opened', async () => {
    const at = folder();
    await withDocs(at, async (docs) => {
      for (let n = 0; n < 40; n++)
        await docs.replaceOne({ _id: 1 }, { text: String(n).repeat(30_000) }, { upsert: true });
      await docs.createIndex({ text: 1 });
    });
    const before = statSync(file(at)).size;
    await withDocs(at, async (docs) =>
      expect((await docs.findOne({ _id: 1 }))?.text.slice(0, 4)).toBe('3939'),
    );
    expect(statSync(file(at)).size).toBeLessThan(before / 10);
    await withDocs(at, async (docs) => expect(await docs.indexes()).toHaveLength(2));
  });
});

describe('the process', () => {
  it('says loudly what it is, holds its folder alone, and ends on SIGTERM', async () => {
    const at = folder();
    const first = await start(at);
    expect(first.said.join('\n')).toMatch(/NOT MONGODB/);
    const second = await start(at);
    expect(second.url).toBe('');
    expect(second.said.join('\n')).toMatch(/in use by another/);
    const ended = once(first.child, 'exit');
    first.child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });
});
