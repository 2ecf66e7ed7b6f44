import { catalogue } from '@shop/contracts';
import { envelope } from '@shop/messaging';
import type { mongo } from 'mongoose';
import type { Mongo } from '../mongo.store.ts';
import type { AttributeDetails, StoredAttribute } from './attribute.ts';

/** The words for attributes in MongoDB, collection `attributes`, `_id` is the attribute's name. */
export class AttributeStore {
  private readonly mongo: Mongo;

  constructor(mongo: Mongo) {
    this.mongo = mongo;
  }

  private get collection(): mongo.Collection<StoredAttribute> {
    return this.mongo.database().collection<StoredAttribute>('attributes');
  }

  /** What is said of each, by name. */
  async all(): Promise<Map<string, AttributeDetails>> {
    const found = await this.collection.find({}, { projection: { names: 1, values: 1 } }).toArray();
    return new Map(found.map(({ _id, names, values }) => [_id, { names, values }]));
  }

  /** Says something else of an attribute and announces it. */
  async say(name: string, { names, values }: AttributeDetails): Promise<void> {
    await this.collection.updateOne(
      { _id: name },
      {
        $set: { names, values, updatedAt: new Date() },
        $push: { outbox: envelope(catalogue.attributeNamed, { name }) },
      },
      { upsert: true },
    );
  }
}
