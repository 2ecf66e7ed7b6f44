import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Db, type Document, MongoClient, type MongoServerError } from 'mongodb';
import { afterAll, beforeAll } from 'vitest';
import { type StandIn, type StandInOptions, startMongoStandIn } from '../src/mongo/stand-in.ts';

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'shopstack-mongo-'));
export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

export interface Running {
  standIn: StandIn;
  client: MongoClient;
  db: Db;
}

/** A stand-in of its own for a file of tests, with the driver connected to it. */
export const withStandIn = (options: Partial<StandInOptions> = {}): (() => Running) => {
  const folder = newFolder();
  let running: Running | undefined;
  beforeAll(async () => {
    const standIn = await startMongoStandIn({ folder, ...options });
    const client = await new MongoClient(standIn.url).connect();
    running = { standIn, client, db: client.db('shop') };
  });
  afterAll(async () => {
    await running?.client.close();
    await running?.standIn.stop();
    removeFolder(folder);
  });
  return () => {
    if (!running) throw new Error('The stand-in has not started');
    return running;
  };
};

let made = 0;
export const newName = (): string => `c${process.pid}_${++made}`;

/** The code and message of the failure a promise ends with. */
export const failure = async (
  promise: Promise<unknown>,
): Promise<{ code: number; message: string; error: MongoServerError }> => {
  try {
    await promise;
  } catch (error) {
    const { code, message } = error as MongoServerError;
    return { code: Number(code), message, error: error as MongoServerError };
  }
  throw new Error('It was accepted');
};

export type Row = Document & { _id: number };
