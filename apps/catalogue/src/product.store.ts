import { catalogue, type Envelope, Problem } from '@shop/contracts';
import { envelope } from '@shop/messaging';
import { isDuplicate } from '@shop/service';
import type { Model, mongo, QueryFilter, UpdateQuery } from 'mongoose';
import type { Mongo } from './mongo.store.ts';
import { imageOf } from './pictures/pictures.ts';
import { productSchema, type StoredPicture, type StoredProduct } from './product.entity.ts';
import {
  attributeRecord,
  averageOf,
  type FullProduct,
  newProduct,
  type ProductDetails,
  type PublicProduct,
  type Sibling,
} from './product.ts';
import type { Entry } from './search/search.ts';
import { sortKey } from './search/words.ts';

const shown = {
  name: 1,
  description: 1,
  price: 1,
  categories: 1,
  attributes: 1,
  weightGrams: 1,
  image: 1,
  available: 1,
  rating: 1,
  createdAt: 1,
  updatedAt: 1,
} as const;
const inFull = { ...shown, pictures: 1, family: 1 } as const;
const asSibling = {
  name: 1,
  price: 1,
  attributes: 1,
  image: 1,
  available: 1,
  family: 1,
} as const;
const ROUNDS = 10;
/** More nobody would choose from on one page. */
const MOST_SIBLINGS = 60;
const indexed = { ...shown, weightGrams: 0, removed: 1 } as const;

const changed = (sku: string, removed = false): Envelope =>
  envelope(catalogue.productChanged, { sku, removed });

/** What changes with a product's details. */
export type Changes = Partial<
  Pick<
    StoredProduct,
    'name' | 'description' | 'price' | 'categories' | 'attributes' | 'weightGrams' | 'family'
  >
>;

/** A change the index may want: the product as it is now, or that it is gone. */
export interface Indexable {
  sku: string;
  updatedAt: Date;
  entry: Entry | undefined;
}

/** Products in MongoDB, collection `products`, `_id` is the SKU. Hot reads use the driver, writes the schema. */
export class ProductStore {
  readonly products: Model<StoredProduct>;
  private readonly mongo: Mongo;

  constructor(mongo: Mongo) {
    this.mongo = mongo;
    this.products = mongo.connection.model<StoredProduct>('Product', productSchema);
  }

  private get collection(): mongo.Collection<StoredProduct> {
    return this.mongo.database().collection<StoredProduct>('products');
  }

  find(sku: string): Promise<FullProduct | null> {
    return this.collection.findOne({ _id: sku, removed: false }, { projection: inFull });
  }

  /** True for a product that was in the shop and is not any more. */
  async wasTakenOff(sku: string): Promise<boolean> {
    return (await this.collection.findOne({ _id: sku, removed: true }, { projection: { _id: 1 } })) !== null;
  }

  /** The products of a family, by SKU. */
  family(slug: string): Promise<Sibling[]> {
    return this.collection
      .find({ 'family.slug': slug, removed: false }, { projection: asSibling })
      .sort({ _id: 1 })
      .limit(MOST_SIBLINGS)
      .toArray();
  }

  /** The ones that are there, in the order asked for. */
  async findAll(skus: string[]): Promise<PublicProduct[]> {
    if (skus.length === 0) return [];
    const found = await this.collection
      .find({ _id: { $in: skus }, removed: false }, { projection: shown, batchSize: skus.length + 1 })
      .toArray();
    const bySku = new Map(found.map((product) => [product._id, product]));
    return skus.flatMap((sku) => bySku.get(sku) ?? []);
  }

  /** How many there are of each that is there. */
  async available(skus: string[]): Promise<{ sku: string; available: number }[]> {
    if (skus.length === 0) return [];
    const found = await this.collection
      .find(
        { _id: { $in: skus }, removed: false },
        { projection: { available: 1 }, batchSize: skus.length + 1 },
      )
      .toArray();
    return found.map(({ _id, available }) => ({ sku: _id, available }));
  }

  /** Every product, or those touched since a moment, removed ones too. */
  async *indexable(filter: { since?: Date; skus?: string[] } = {}): AsyncIterable<Indexable> {
    const query = {
      ...(filter.since === undefined ? {} : { updatedAt: { $gte: filter.since } }),
      ...(filter.skus === undefined ? {} : { _id: { $in: filter.skus } }),
    };
    const projection = Object.fromEntries(Object.entries(indexed).filter(([, shows]) => shows === 1));
    for await (const product of this.collection.find(query, { projection })) {
      yield {
        sku: product._id,
        updatedAt: product.updatedAt,
        entry: product.removed ? undefined : entryOf(product),
      };
    }
  }

  /** Adds a product and announces it. A SKU that was taken off the shop may come back. Throws sku_taken. */
  async add(details: ProductDetails): Promise<StoredProduct> {
    const now = new Date();
    const outbox = [
      changed(details.sku),
      envelope(catalogue.productAdded, { sku: details.sku, name: details.name, price: details.price }),
    ];
    const product = { ...newProduct(details, now), outbox };
    try {
      await this.products.create([product]);
      return product;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
    return this.revive(product);
  }

  /** What is still held or was sold of the old product keeps its place in the sum. */
  private async revive(product: StoredProduct): Promise<StoredProduct> {
    const { _id, outbox, holds: _h, closed: _c, sold: _s, stocked: _t, available, ...details } = product;
    const old = await this.products.findOne({ _id }).lean();
    if (old === null || !old.removed) throw new Problem('sku_taken', { facts: { sku: _id } });
    const revived = await this.products.findOneAndUpdate(
      { _id, removed: true, available: old.available },
      {
        $set: { ...details, available },
        $inc: { stocked: available - old.available },
        $push: { outbox: { $each: outbox } },
      },
      { returnDocument: 'after', lean: true },
    );
    if (revived === null) throw new Problem('sku_taken', { facts: { sku: _id } });
    return revived as StoredProduct;
  }

  /** Changes details and announces it. Throws product_not_found. */
  change(sku: string, changes: Changes): Promise<StoredProduct> {
    return this.update(sku, {
      $set: { ...changes, updatedAt: new Date() },
      $push: { outbox: changed(sku) },
    });
  }

  /**
   * Changes the pictures as they are at that moment, and announces it: whoever was quicker is read again. Throws
   * product_not_found, and what `change` throws.
   */
  async changePictures(
    sku: string,
    change: (now: StoredPicture[]) => StoredPicture[],
  ): Promise<StoredProduct> {
    for (let round = 0; round < ROUNDS; round++) {
      const now = await this.find(sku);
      if (now === null) throw new Problem('product_not_found', { facts: { sku } });
      const pictures = change(now.pictures ?? []);
      // Later than what was read, also within its millisecond: it is what the next one compares.
      const updatedAt = new Date(Math.max(Date.now(), now.updatedAt.getTime() + 1));
      const after = await this.products.findOneAndUpdate(
        { _id: sku, removed: false, updatedAt: now.updatedAt },
        {
          $set: { pictures, image: imageOf(sku, pictures), updatedAt },
          $push: { outbox: changed(sku) },
        },
        { returnDocument: 'after', lean: true },
      );
      if (after !== null) return after as StoredProduct;
    }
    throw new Problem('service_unavailable', {
      detail: `The product ${sku} changes faster than it can be read.`,
    });
  }

  /** Takes a product off the shop and announces it. Throws product_not_found. */
  remove(sku: string): Promise<StoredProduct> {
    return this.update(sku, {
      $set: { removed: true, updatedAt: new Date() },
      $push: { outbox: changed(sku, true) },
    });
  }

  private async update(sku: string, update: UpdateQuery<StoredProduct>): Promise<StoredProduct> {
    const after = await this.products.findOneAndUpdate({ _id: sku, removed: false }, update, {
      returnDocument: 'after',
      lean: true,
    });
    if (after === null) throw new Problem('product_not_found', { facts: { sku } });
    return after as StoredProduct;
  }

  /** Takes over an average unless a newer one was. */
  async rate(sku: string, rating: StoredProduct['rating']): Promise<void> {
    const older: QueryFilter<StoredProduct> = { _id: sku, 'rating.version': { $lt: rating.version } };
    await this.products.updateOne(older, {
      $set: { rating, updatedAt: new Date() },
      $push: { outbox: changed(sku) },
    });
  }
}

function entryOf(product: PublicProduct): Entry {
  return {
    sku: product._id,
    name: product.name,
    sortName: sortKey(product.name),
    description: product.description,
    image: product.image,
    price: product.price,
    categories: product.categories,
    attributes: attributeRecord(product.attributes),
    average: averageOf(product.rating),
    inStock: product.available > 0,
    createdAt: product.createdAt.getTime(),
    updatedAt: product.updatedAt.getTime(),
  };
}
