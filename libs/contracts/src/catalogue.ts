import { z } from 'zod';
import { aboutAct } from './acts.ts';
import { Attributes } from './catalogue-attributes.ts';
import { CategoryNames, CategorySlug } from './catalogue-categories.ts';
import { Family, FamilyInput } from './catalogue-families.ts';
import { Picture } from './catalogue-pictures.ts';
import { contractsOf } from './declare.ts';
import { Waiting } from './message.ts';
import {
  Done,
  Flag,
  Id,
  Instant,
  line,
  Money,
  manyOf,
  PageQuery,
  Price,
  pageOf,
  Quantity,
  Sku,
  Synthetic,
  text,
} from './primitives.ts';

export * from './catalogue-attributes.ts';
export * from './catalogue-categories.ts';
export * from './catalogue-families.ts';
export * from './catalogue-pictures.ts';

const { route, command, event } = contractsOf('catalogue');

/** `Name:value`. Its form is checked where it is read, with a sentence that says what is wrong with it. */
const AttributeFilter = line(110).meta({
  pattern:
    '^[^:\\u0000-\\u001f\\u007f]*[^:\\s\\u0000-\\u001f\\u007f][^:\\u0000-\\u001f\\u007f]*:[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$',
});

/** A product as the shop shows it. What may be written into one is checked at ProductInput, not again at every read. */
export const Product = z.strictObject({
  sku: z.string(),
  name: z.string(),
  description: z.string(),
  price: Money,
  categories: z.array(z.string()),
  attributes: z.record(z.string(), z.string()),
  weightGrams: z.int(),
  /** Path of the picture on the shop's own origin. */
  image: z.string(),
  /** How many can be ordered now. */
  available: z.int().min(0),
  /** Mean score to two decimals, 0 when nobody has rated it, and how many have. */
  rating: z.strictObject({ average: z.number(), count: z.int() }),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Product = z.infer<typeof Product>;

/** A product as its own page shows it: with all its pictures, the first of them is `image`, and its siblings. */
export const ProductInFull = Product.extend({
  images: z.array(Picture).min(1),
  family: Family.nullable(),
});
export type ProductInFull = z.infer<typeof ProductInFull>;

export const Sort = z.enum(['relevance', 'name', 'price', '-price', 'newest', 'rating']);
export type Sort = z.infer<typeof Sort>;

/** Filters that list and search share. `attribute` is `Name:value`; several of one name mean any of them. */
export const ProductFilter = PageQuery.extend({
  category: CategorySlug.optional(),
  attribute: manyOf(AttributeFilter, 20),
  minPrice: z.coerce.number().int().min(0).optional(),
  maxPrice: z.coerce.number().int().min(0).optional(),
  minRating: z.coerce.number().min(1).max(5).optional(),
  inStock: Flag.optional(),
  sort: Sort.optional(),
});

/** A category, and how many products of a list are in it. */
const CategoryCount = z.strictObject({
  slug: CategorySlug,
  name: z.string(),
  names: CategoryNames.optional(),
  count: z.int(),
});

export const Facet = z.strictObject({
  name: z.string(),
  values: z.array(z.strictObject({ value: z.string(), count: z.int() })),
});
export const ProductPage = pageOf(Product).extend({
  facets: z.array(Facet),
  /** How many match in each category, and the price range of all that match, in minor units. */
  categories: z.array(CategoryCount),
  priceRange: z.strictObject({ min: z.int(), max: z.int() }),
});
export type ProductPage = z.infer<typeof ProductPage>;

const skuParams = z.strictObject({ sku: Sku });

export const listProducts = route('GET', '/products', {
  access: 'public',
  summary: 'Products, by page, category and facet',
  query: ProductFilter,
  output: ProductPage,
});

export const searchProducts = route('GET', '/search', {
  access: 'public',
  summary: 'Products that match words, with prefixes and typing errors forgiven',
  query: ProductFilter.extend({ q: z.string().trim().min(1).max(120) }),
  output: ProductPage.extend({
    /** What to try instead, when nothing matches. */
    suggestions: z.array(z.string()),
  }),
});

export const suggestProducts = route('GET', '/suggestions', {
  access: 'public',
  summary: 'Search as you type: the few best products, and categories of that name',
  query: z.strictObject({ q: z.string().trim().min(1).max(120) }),
  output: z.strictObject({
    categories: z.array(CategoryCount),
    items: z.array(Product.pick({ sku: true, name: true, image: true, price: true })),
  }),
});

export const getProduct = route('GET', '/products/:sku', {
  access: 'public',
  summary: 'One product, with all its pictures and the others of its family',
  params: skuParams,
  output: ProductInFull,
});

/** For pages that were put together a moment ago; an unknown SKU is just missing from the answer. */
export const listAvailable = route('GET', '/availability', {
  access: 'public',
  summary: 'How many there are of some products right now',
  query: z.strictObject({ sku: manyOf(Sku, 100) }),
  output: z.strictObject({ items: z.array(z.strictObject({ sku: Sku, available: z.int().min(0) })) }),
});

/** Products by SKU, for services that join them; an unknown SKU is just missing from the answer. */
export const findProducts = route('GET', '/products-by-sku', {
  access: 'service',
  summary: 'Several products at once',
  query: z.strictObject({ sku: manyOf(Sku, 100) }),
  output: z.strictObject({ items: z.array(Product) }),
});

const ProductInput = z.strictObject({
  sku: Sku,
  name: line(120),
  description: text(4000),
  price: Price,
  categories: z.array(CategorySlug).min(1).max(5),
  attributes: Attributes.default({}),
  weightGrams: z.int().min(1).max(1_000_000),
  /** The attributes it names have to be among `attributes`. */
  family: FamilyInput.nullable().default(null),
  /** Stock to begin with. */
  stock: z.int().min(0).max(1_000_000).default(0),
});
export const createProduct = route('POST', '/products', {
  access: 'merchant',
  summary: 'Add a product',
  body: ProductInput,
  output: Product,
  status: 201,
});
export const updateProduct = route('PATCH', '/products/:sku', {
  access: 'merchant',
  summary: 'Change a product',
  params: skuParams,
  body: ProductInput.omit({ sku: true, stock: true, attributes: true, family: true })
    .extend({ attributes: Attributes, family: FamilyInput.nullable() })
    .partial(),
  output: Product,
});
export const deleteProduct = route('DELETE', '/products/:sku', {
  access: 'merchant',
  summary: 'Take a product off the shop',
  params: skuParams,
  output: Done,
});

/** Always `available + held + sold = stocked`. */
export const Stock = z.strictObject({
  sku: Sku,
  available: z.int().min(0),
  held: z.int().min(0),
  sold: z.int().min(0),
  stocked: z.int(),
  holds: z.array(z.strictObject({ orderId: Id, quantity: z.int(), expiresAt: Instant.nullable() })),
});
export const getStock = route('GET', '/products/:sku/stock', {
  access: 'merchant',
  summary: 'Stock of a product, with its holds',
  params: skuParams,
  output: Stock,
});
export const adjustStock = route('POST', '/products/:sku/stock', {
  access: 'merchant',
  summary: 'Add to the stock, or take from it',
  params: skuParams,
  body: z.strictObject({ change: z.int().min(-1_000_000).max(1_000_000), reason: line(200) }),
  output: Stock,
});

export const StockLine = z.strictObject({ sku: Sku, quantity: Quantity });
export type StockLine = z.infer<typeof StockLine>;

/** A product that is running out. */
export const LowStock = z.strictObject({
  sku: Sku,
  name: z.string(),
  available: z.int(),
  held: z.int(),
});
export type LowStock = z.infer<typeof LowStock>;
export const listLowStock = route('GET', '/low-stock', {
  access: 'staff',
  summary: 'Products on the shop of which few are left, the fewest first',
  query: z.strictObject({
    below: z.coerce.number().int().min(1).max(1_000).default(6),
    limit: z.coerce.number().int().min(1).max(100).default(10),
  }),
  output: z.strictObject({ items: z.array(LowStock), total: z.int() }),
});

/** What an order asked of the stock, for its story; null when it never asked. */
export const reservationOfOrder = route('GET', '/reservations/:orderId', {
  access: 'service',
  summary: 'The reservation of an order, and its messages that wait to be sent',
  params: z.strictObject({ orderId: Id }),
  output: z.strictObject({
    reservation: z
      .strictObject({
        state: z.string(),
        lines: z.array(StockLine),
        expiresAt: Instant,
        createdAt: Instant,
        updatedAt: Instant,
      })
      .nullable(),
    waiting: z.array(Waiting),
  }),
});
/** The books of products as they are, right or wrong: for whoever checks them. */
export const LedgerLine = z.strictObject({
  sku: z.string(),
  available: z.int(),
  sold: z.int(),
  stocked: z.int(),
  holds: z.array(z.strictObject({ orderId: z.string(), quantity: z.int() })),
});
export type LedgerLine = z.infer<typeof LedgerLine>;
export const stockLedger = route('GET', '/stock-ledger', {
  access: 'service',
  summary: 'The stock of all products, by SKU, those taken off the shop too',
  query: z.strictObject({
    /** Only products after this SKU: the last one of the page before. */
    after: z.string().max(40).optional(),
    /** Only these. */
    sku: manyOf(Sku, 100),
    limit: z.coerce.number().int().min(1).max(500).default(200),
  }),
  output: z.strictObject({ items: z.array(LedgerLine) }),
});

/**
 * Hold stock for an order until `expiresAt`. Answered by stock-reserved or stock-refused. A synthetic order is answered
 * as any other would be, and nothing is held, sold or given back.
 */
export const reserveStock = command(
  'reserve-stock',
  z.object({ orderId: Id, lines: z.array(StockLine).min(1), expiresAt: Instant, synthetic: Synthetic }),
);
/** The order is paid for: keep its hold until it is committed or released. Answered by stock-secured or stock-refused. */
export const secureStock = command('secure-stock', z.object({ orderId: Id, synthetic: Synthetic }));
/** The goods have left: held becomes sold. Answered by stock-committed. */
export const commitStock = command('commit-stock', z.object({ orderId: Id, synthetic: Synthetic }));
/** The order came to nothing: held becomes available again. Answered by stock-released, also when nothing was held. */
export const releaseStock = command('release-stock', z.object({ orderId: Id, synthetic: Synthetic }));
/** Goods came back and can be sold again: sold becomes available. Answered by stock-returned. */
export const returnStock = command(
  'return-stock',
  z.object({ orderId: Id, returnId: Id, lines: z.array(StockLine).min(1) }),
);

export const stockReserved = event('stock-reserved.v1', z.object({ orderId: Id, expiresAt: Instant }), [
  'dispatch',
]);
export const stockRefused = event(
  'stock-refused.v1',
  z.object({ orderId: Id, shortages: z.array(z.object({ sku: Sku, available: z.int() })) }),
  ['dispatch'],
);
export const stockSecured = event('stock-secured.v1', z.object({ orderId: Id }), ['dispatch']);
export const stockCommitted = event('stock-committed.v1', z.object({ orderId: Id }), ['dispatch']);
export const stockReleased = event('stock-released.v1', z.object({ orderId: Id }), ['dispatch']);
export const stockReturned = event('stock-returned.v1', z.object({ orderId: Id, returnId: Id }), [
  'dispatch',
]);

/** For the audit log: who added to the stock of a product or took from it, and why. */
export const stockAdjusted = event(
  'stock-adjusted.v1',
  z.object({
    ...aboutAct,
    sku: Sku,
    change: z.int(),
    reason: z.string(),
  }),
  ['dispatch'],
);
/** A product was added, changed or taken off; whoever keeps a copy reads it again. */
export const productChanged = event('product-changed.v1', z.object({ sku: Sku, removed: z.boolean() }), [
  'web',
]);
/** A product is new to the shop: subscribers hear of it. */
export const productAdded = event(
  'product-added.v1',
  z.object({ sku: Sku, name: z.string(), price: Price }),
  ['dispatch'],
);
