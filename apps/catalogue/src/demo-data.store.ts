import type { Migration } from '@shop/service';
import type { mongo } from 'mongoose';
import type { StoredAttribute } from './attributes/attribute.ts';
import type { StoredCategory } from './categories/category.ts';
import { attributes } from './data/attributes.ts';
import { categories } from './data/categories.ts';
import { generate } from './data/generate.ts';
import { robotShop } from './data/robot-shop.ts';
import { variants } from './data/variants.ts';
import type { StoredProduct } from './product.entity.ts';
import { newProduct } from './product.ts';

/** Products besides robot-shop's eleven. */
export const DEMO_PRODUCTS = 210;
const CLASSICS_SINCE = new Date('2025-01-02T09:00:00Z');
const BATCH = 500;

/** robot-shop's products, then `count` generated ones; the same at every call. */
function* demoProducts(count: number): Iterable<StoredProduct> {
  for (const details of robotShop) yield newProduct(details, CLASSICS_SINCE, new Date());
  for (let index = 0; index < count; index++) {
    const { createdAt, ...details } = generate(index);
    yield newProduct(details, createdAt, new Date());
  }
}

/** Those that come in several versions. */
function* demoVariants(): Iterable<StoredProduct> {
  for (const details of variants) yield newProduct(details, CLASSICS_SINCE, new Date());
}

/** robot-shop's products and `count` generated ones, as far as they are not there yet. */
export const seedProducts = (
  database: mongo.Db,
  count: number,
  progress?: (done: number, added: number) => void,
): Promise<number> => addMissing(database, demoProducts(count), progress);

/** Adds the products that are not there yet; those that are stay as they are. Nothing is announced. */
async function addMissing(
  database: mongo.Db,
  wanted: Iterable<StoredProduct>,
  progress: (done: number, added: number) => void = () => undefined,
): Promise<number> {
  const products = database.collection<StoredProduct>('products');
  let batch: StoredProduct[] = [];
  let done = 0;
  let added = 0;
  const flush = async () => {
    const writes = batch.map(({ _id, ...product }) => ({
      updateOne: { filter: { _id }, update: { $setOnInsert: product }, upsert: true },
    }));
    const result = await products.bulkWrite(writes, { ordered: false });
    done += batch.length;
    added += result.upsertedCount;
    batch = [];
    progress(done, added);
  };
  for (const product of wanted) {
    batch.push(product);
    if (batch.length === BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  return added;
}

/** What is said of the categories, as far as nobody has said anything yet. */
async function describeCategories(database: mongo.Db): Promise<void> {
  const stored = database.collection<StoredCategory>('categories');
  const rest = { removed: false, updatedAt: new Date(), outbox: [] };
  await stored.bulkWrite(
    categories.map(({ slug, ...details }) => ({
      updateOne: { filter: { _id: slug }, update: { $setOnInsert: { ...details, ...rest } }, upsert: true },
    })),
  );
}

/** The names of the categories in German, where there are none in any other language. */
async function nameCategories(database: mongo.Db): Promise<void> {
  const stored = database.collection<StoredCategory>('categories');
  await stored.bulkWrite(
    categories.map(({ slug, name, names = {} }) => ({
      updateOne: { filter: { _id: slug, name, names: { $exists: false } }, update: { $set: { names } } },
    })),
  );
}

/** What is said of them in German, where it is still ours and in no other language yet. */
async function describeInGerman(database: mongo.Db): Promise<void> {
  const stored = database.collection<StoredCategory>('categories');
  await stored.bulkWrite(
    categories.map(({ slug, description, descriptions = {} }) => ({
      updateOne: {
        filter: { _id: slug, description, descriptions: { $exists: false } },
        update: { $set: { descriptions } },
      },
    })),
  );
}

/** The attributes in German, as far as nobody has said anything of them yet. */
async function nameAttributes(database: mongo.Db): Promise<void> {
  const stored = database.collection<StoredAttribute>('attributes');
  const rest = { updatedAt: new Date(), outbox: [] };
  await stored.bulkWrite(
    attributes.map(({ name, ...details }) => ({
      updateOne: { filter: { _id: name }, update: { $setOnInsert: { ...details, ...rest } }, upsert: true },
    })),
  );
}

/** DEMO_DATA=1: the demo products, once for each database. */
export const demoData = (database: mongo.Db): Migration[] => [
  { name: 'demo-data-1', up: () => seedProducts(database, DEMO_PRODUCTS) },
  { name: 'demo-data-2', up: () => addMissing(database, demoVariants()) },
  { name: 'demo-data-3', up: () => describeCategories(database) },
  { name: 'demo-data-4', up: () => nameCategories(database) },
  { name: 'demo-data-5', up: () => nameAttributes(database) },
  { name: 'demo-data-6', up: () => describeInGerman(database) },
];
