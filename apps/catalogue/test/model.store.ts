import { makeCollection } from '../../../tools/stack/src/mongo/collection.ts';
import { updater } from '../../../tools/stack/src/mongo/update.ts';
import type { Doc } from '../../../tools/stack/src/mongo/values.ts';

/** When a question or a write reaches the store; it rejects when whoever sent it has died meanwhile. */
export type Turn = (name: string, act: () => unknown) => Promise<unknown>;

class Query {
  private readonly ask: () => Promise<unknown>;

  constructor(ask: () => Promise<unknown>) {
    this.ask = ask;
  }
  limit(): this {
    return this;
  }
  lean(): Promise<unknown> {
    return this.ask();
  }
}

/** As much of a collection as the stock uses, in memory: each write is atomic, and its turn is the test's to give. */
export class Rows {
  private readonly rows = makeCollection('test.rows', { put: () => {}, removed: () => {} });
  private readonly turn: Turn;

  constructor(turn: Turn) {
    this.turn = turn;
  }

  put(doc: object): void {
    this.rows.insert(doc as Doc);
  }
  all<T>(): T[] {
    return [...this.rows.all()].map(({ doc }) => doc as T);
  }
  of<T>(id: string): T | undefined {
    return this.rows.find({ filter: { _id: id } })[0]?.doc as T | undefined;
  }

  find(filter: Doc): Query {
    return new Query(() => this.turn('find', () => this.rows.find({ filter }).map(({ doc }) => doc)));
  }
  findOne(filter: Doc): Query {
    return new Query(() => this.turn('findOne', () => this.rows.find({ filter })[0]?.doc ?? null));
  }
  findOneAndUpdate(filter: Doc, update: Doc): Query {
    return new Query(() => this.turn('findOneAndUpdate', () => this.change(filter, update, [])));
  }
  exists(filter: Doc): Promise<unknown> {
    return this.turn('exists', () => this.rows.find({ filter })[0]?.doc ?? null);
  }
  countDocuments(filter: Doc): Promise<unknown> {
    return this.turn('countDocuments', () => this.rows.find({ filter }).length);
  }
  updateOne(
    filter: Doc,
    update: Doc,
    { arrayFilters = [] }: { arrayFilters?: Doc[] } = {},
  ): Promise<unknown> {
    return this.turn('updateOne', () => ({
      matchedCount: this.change(filter, update, arrayFilters) === null ? 0 : 1,
    }));
  }
  create([doc]: [Doc & { _id: string }]): Promise<unknown> {
    return this.turn('create', () => {
      if (this.of(doc._id) !== undefined) throw Object.assign(new Error('duplicate'), { code: 11_000 });
      this.rows.insert(structuredClone(doc));
    });
  }

  private change(filter: Doc, update: Doc, arrayFilters: Doc[]): Doc | null {
    const found = this.rows.find({ filter, limit: 1 })[0];
    if (found === undefined) return null;
    const positions = this.rows.positions(filter)(found.doc);
    this.rows.replace(found, updater(update, arrayFilters)(found.doc, positions, false));
    return this.of<Doc>(String(found.doc['_id'])) ?? null;
  }
}
