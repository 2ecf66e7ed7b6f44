import { catalogue, type Envelope, Problem } from '@shop/contracts';
import { envelope } from '@shop/messaging';
import { isDuplicate } from '@shop/service';
import type { mongo } from 'mongoose';
import type { Mongo } from '../mongo.store.ts';
import type { CategoryDetails, StoredCategory } from './category.ts';

/** What is said of a category, without what only the store knows. */
const SAID = { name: 1, names: 1, description: 1, descriptions: 1, parent: 1, position: 1 };

const changed = (slug: string, removed = false): Envelope =>
  envelope(catalogue.categoryChanged, { slug, removed });

/** Categories in MongoDB, collection `categories`, `_id` is the slug. */
export class CategoryStore {
  private readonly mongo: Mongo;

  constructor(mongo: Mongo) {
    this.mongo = mongo;
  }

  private get collection(): mongo.Collection<StoredCategory> {
    return this.mongo.database().collection<StoredCategory>('categories');
  }

  /** What is said of each, by slug. */
  async all(): Promise<Map<string, CategoryDetails>> {
    const found = await this.collection.find({ removed: false }, { projection: SAID }).toArray();
    return new Map(found.map(({ _id, ...details }) => [_id, details]));
  }

  /** Adds a category, or one again that was deleted, and announces it. Throws category_taken. */
  async add(slug: string, details: CategoryDetails): Promise<void> {
    const said = { ...details, removed: false, updatedAt: new Date() };
    const again = await this.collection.updateOne(
      { _id: slug, removed: true },
      { $set: said, $push: { outbox: changed(slug) } },
    );
    if (again.matchedCount === 1) return;
    try {
      await this.collection.insertOne({ _id: slug, ...said, outbox: [changed(slug)] });
    } catch (cause) {
      if (isDuplicate(cause)) throw new Problem('category_taken', { facts: { slug }, cause });
      throw cause;
    }
  }

  /** Says something else of a category and announces it; false where nothing was said of it before. */
  async change(slug: string, changes: Partial<CategoryDetails>): Promise<boolean> {
    const { matchedCount } = await this.collection.updateOne(
      { _id: slug, removed: false },
      { $set: { ...changes, updatedAt: new Date() }, $push: { outbox: changed(slug) } },
    );
    return matchedCount === 1;
  }

  /** Deletes a category and announces it. */
  async remove(slug: string): Promise<void> {
    await this.collection.updateOne(
      { _id: slug, removed: false },
      { $set: { removed: true, updatedAt: new Date() }, $push: { outbox: changed(slug, true) } },
    );
  }
}
