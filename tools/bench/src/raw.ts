// The yardstick: a bare Fastify server that does the same operations on the same stores as the shop's services, and
// nothing else: no contract, no token, no log line, no trace, no metric, no other service asked.
import { randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { Redis } from 'ioredis';
import MiniSearch from 'minisearch';
import { MongoClient } from 'mongodb';

interface Product {
  _id: string;
  name: string;
  description: string;
  price: { amount: number; currency: string };
  categories: string[];
  attributes: { name: string; value: string }[];
  weightGrams: number;
  image: string;
  available: number;
  rating: { sum: number; count: number };
  createdAt: Date;
  updatedAt: Date;
  removed: boolean;
}
interface Cart {
  version: number;
  lines: { sku: string; quantity: number }[];
}

const PAGE = 20;
const COMPLETIONS = 6;
const LIFE_S = 3600;
const COMPARE_AND_SET = `
local stored = redis.call('GET', KEYS[1])
local version = stored and cjson.decode(stored).version or 0
if version ~= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1`;
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
};

const { PORT, RAW_MONGO_URL, RAW_REDIS_URL, RAW_PRODUCTS } = process.env;
const mongo = new MongoClient(RAW_MONGO_URL ?? '', {
  minPoolSize: 1,
  maxPoolSize: 20,
  writeConcern: { w: 'majority', journal: true },
});
await mongo.connect();
const products = mongo.db(RAW_PRODUCTS).collection<Product>('products');
const stock = mongo.db('bench').collection<{ _id: string; available: number }>('stock');
const orders = mongo.db('bench').collection<{ _id: string }>('orders');
const redis = new Redis(RAW_REDIS_URL ?? '') as Redis & {
  compareAndSet(key: string, version: number, json: string, lifeS: number): Promise<number>;
};
redis.defineCommand('compareAndSet', { numberOfKeys: 1, lua: COMPARE_AND_SET });

const texts = new MiniSearch<Product>({
  idField: '_id',
  fields: ['_id', 'name', 'categories', 'attributes', 'description'],
  extractField: (product, field) => {
    if (field === 'categories') return product.categories.join(' ');
    if (field === 'attributes') return product.attributes.map(({ value }) => value).join(' ');
    return String(product[field as keyof Product]);
  },
});
const all = await products.find({ removed: false }, { projection: shown }).toArray();
texts.addAll(all);
const bySku = new Map(all.map((product) => [product._id, product]));
const byName = all.sort((a, b) => a.name.localeCompare(b.name)).map(({ _id }) => _id);

const productOf = ({ _id, attributes, rating, ...rest }: Product) => ({
  sku: _id,
  ...rest,
  attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, value])),
  rating: { average: rating.count === 0 ? 0 : rating.sum / rating.count, count: rating.count },
});

async function page(skus: string[], total: number) {
  const found = await products
    .find({ _id: { $in: skus }, removed: false }, { projection: shown, batchSize: skus.length + 1 })
    .toArray();
  const bySku = new Map(found.map((product) => [product._id, product]));
  const items = skus.flatMap((sku) => bySku.get(sku) ?? []).map(productOf);
  return { items, page: 1, size: PAGE, total };
}

async function cartOf(owner: string): Promise<Cart> {
  const json = await redis.get(`cart:{${owner}}`);
  return json === null ? { version: 0, lines: [] } : (JSON.parse(json) as Cart);
}

const app = Fastify();
app.get('/health/ready', async () => ({ ok: true }));
app.get<{ Params: { sku: string } }>('/products/:sku', async (request, reply) => {
  const product = await products.findOne({ _id: request.params.sku, removed: false }, { projection: shown });
  return product === null ? reply.code(404).send({}) : productOf(product);
});
app.get<{ Querystring: { page?: string } }>('/products', async ({ query }) => {
  const start = (Number(query.page ?? 1) - 1) * PAGE;
  return page(byName.slice(start, start + PAGE), byName.length);
});
app.get<{ Querystring: { q: string } }>('/search', async ({ query }) => {
  const hits = texts.search(query.q, { prefix: true, combineWith: 'AND', boost: { name: 6 } });
  const skus = hits.slice(0, PAGE).map(({ id }) => id as string);
  return page(skus, hits.length);
});
app.get<{ Querystring: { q: string } }>('/suggestions', async ({ query }) => {
  const hits = texts.search(query.q, { prefix: true, combineWith: 'AND', boost: { name: 6 } });
  const items = hits.slice(0, COMPLETIONS).flatMap(({ id }) => bySku.get(id as string) ?? []);
  return { items: items.map(({ _id, name, image, price }) => ({ sku: _id, name, image, price })) };
});
app.post<{ Body: { sku: string; quantity: number } }>('/cart/lines', async (request, reply) => {
  const owner = String(request.headers['x-owner']);
  const { sku, quantity } = request.body;
  const product = await products.findOne({ _id: sku, removed: false }, { projection: shown });
  if (product === null) return reply.code(404).send({});
  if (product.available < quantity) return reply.code(409).send({});
  for (;;) {
    const cart = await cartOf(owner);
    const had = cart.lines.find((line) => line.sku === sku)?.quantity ?? 0;
    const lines = [{ sku, quantity: Math.min(99, had + quantity) }];
    const after = { version: cart.version + 1, lines };
    const saved = await redis.compareAndSet(`cart:{${owner}}`, cart.version, JSON.stringify(after), LIFE_S);
    if (saved === 1) return { ...after, lines: lines.map((line) => ({ ...line, ...productOf(product) })) };
  }
});
// Cart, prices, stock taken and the order stored; no payment, shipping, tax, e-mail or message: a floor, not a shop.
app.post('/orders', async (request, reply) => {
  const cart = await cartOf(String(request.headers['x-owner']));
  const found = await page(
    cart.lines.map(({ sku }) => sku),
    0,
  );
  for (const { sku, quantity } of cart.lines) {
    const taken = await stock.updateOne(
      { _id: sku, available: { $gte: quantity } },
      { $inc: { available: -quantity } },
    );
    if (taken.modifiedCount === 0) return reply.code(409).send({});
  }
  const order = { _id: randomUUID(), state: 'confirmed', lines: found.items, placedAt: new Date() };
  await orders.insertOne(order);
  return reply.code(201).send(order);
});
await app.listen({ port: Number(PORT), host: '127.0.0.1' });

process.once('SIGTERM', () => process.exit(0));
