import { Injectable } from '@nestjs/common';
import { catalogue, done, type Input, type Payload, Problem, type ratings } from '@shop/contracts';
import { OutboxRelay } from '@shop/messaging';
import { CategoryService } from './categories/category.service.ts';
import type { StoredProduct } from './product.entity.ts';
import { ProductStore } from './product.store.ts';
import { attributeList, attributeRecord, productInFull, productOf } from './product.ts';
import { Freshness } from './search/freshness.service.ts';
import { type Found, SearchIndex, type Wanted } from './search/search.ts';
import { categoriesCalled } from './search/selection.ts';

const COMPLETIONS = 6;
const CATEGORY_COMPLETIONS = 3;
const ALTERNATIVES = 4;
const nothing: Found = { skus: [], total: 0, facets: [], categories: [], priceRange: { min: 0, max: 0 } };

type Query = Input<typeof catalogue.listProducts>['query'] & { q?: string };

/** The shop window: what shoppers browse, and what an admin changes in it. */
@Injectable()
export class ProductService {
  constructor(
    private readonly store: ProductStore,
    private readonly index: SearchIndex,
    private readonly freshness: Freshness,
    private readonly relay: OutboxRelay,
    private readonly categories: CategoryService,
  ) {}

  async list(query: Query): Promise<catalogue.ProductPage> {
    const { skus, ...rest } = await this.find(query);
    const items = (await this.store.findAll(skus)).map(productOf);
    return { items, page: query.page, size: query.size, ...rest };
  }

  async search(query: Query & { q: string }): Promise<catalogue.ProductPage & { suggestions: string[] }> {
    const page = await this.list(query);
    const suggestions = page.total > 0 ? [] : await this.index.alternatives(query.q, ALTERNATIVES);
    return { ...page, suggestions };
  }

  /** The index says which, the store says what they are like now. */
  private async find(query: Query): Promise<Found> {
    this.freshness.assertReady();
    const found = await this.index.find(wantedIn(query));
    if (found !== undefined) return { ...found, categories: await this.categories.named(found.categories) };
    if (query.category !== undefined) await this.categories.assertExist([query.category]);
    // There is such a category, and nothing in it yet.
    return nothing;
  }

  async suggest(words: string) {
    this.freshness.assertReady();
    const [best, categories] = await Promise.all([
      this.index.complete(words, COMPLETIONS),
      this.index.categories().then((found) => this.categories.named(found)),
    ]);
    return {
      categories: categoriesCalled(words, categories).slice(0, CATEGORY_COMPLETIONS),
      items: best.map(({ sku, name, image, price }) => ({ sku, name, image, price })),
    };
  }

  async get(sku: string): Promise<catalogue.ProductInFull> {
    const product = await this.store.find(sku);
    if (product === null) {
      const gone = await this.store.wasTakenOff(sku);
      throw new Problem(gone ? 'product_gone' : 'product_not_found', { facts: { sku } });
    }
    const slug = product.family?.slug;
    return productInFull(product, slug === undefined ? [] : await this.store.family(slug));
  }

  async available(skus: string[]) {
    return { items: await this.store.available([...new Set(skus)]) };
  }

  async findAll(skus: string[]) {
    return { items: (await this.store.findAll([...new Set(skus)])).map(productOf) };
  }

  async create(body: Input<typeof catalogue.createProduct>['body']): Promise<catalogue.Product> {
    assertOptions(body.family, body.attributes);
    await this.categories.assertExist(body.categories);
    const product = await this.store.add(body);
    await this.announced(product._id);
    return productOf(product);
  }

  async update(sku: string, body: Input<typeof catalogue.updateProduct>['body']): Promise<catalogue.Product> {
    const { attributes, ...plain } = body;
    if (attributes !== undefined || body.family !== undefined) await this.assertFamily(sku, body);
    if (body.categories !== undefined) await this.categories.assertExist(body.categories);
    const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
    const changes = {
      ...given,
      ...(attributes === undefined ? {} : { attributes: attributeList(attributes) }),
    };
    const product = await this.store.change(sku, changes);
    await this.announced(sku);
    return productOf(product);
  }

  async remove(sku: string) {
    await this.store.remove(sku);
    await this.announced(sku);
    return done;
  }

  async rate({ sku, ...rating }: Payload<typeof ratings.averageChanged>): Promise<void> {
    await this.store.rate(sku, rating);
    this.relay.wake();
  }

  /** Throws family_unfit when the product will lack an attribute that its family is told apart by. */
  private async assertFamily(
    sku: string,
    { attributes, family }: Input<typeof catalogue.updateProduct>['body'],
  ): Promise<void> {
    const now = await this.store.find(sku);
    if (now === null) throw new Problem('product_not_found', { facts: { sku } });
    assertOptions(family === undefined ? now.family : family, attributes ?? attributeRecord(now.attributes));
  }

  /** Who made a change sees it at once; everybody else hears of it by message. */
  private async announced(sku: string): Promise<void> {
    this.relay.wake();
    await this.freshness.refresh(sku);
  }
}

function assertOptions(family: StoredProduct['family'], attributes: catalogue.Product['attributes']): void {
  const missing = (family?.options ?? []).filter((name) => !Object.hasOwn(attributes, name));
  if (missing.length === 0) return;
  throw new Problem('family_unfit', { facts: { missing } });
}

function wantedIn({ q, attribute, sort, ...query }: Query): Wanted {
  const attributes: Wanted['attributes'] = new Map();
  for (const pair of attribute) {
    const colon = pair.indexOf(':');
    const name = pair.slice(0, colon).trim();
    const value = pair.slice(colon + 1).trim();
    if (colon < 0 || name === '' || value === '') {
      const issue = { path: 'query.attribute', message: 'must be Name:value, for instance Colour:copper' };
      throw new Problem('invalid_request', { issues: [issue] });
    }
    attributes.set(name, (attributes.get(name) ?? new Set()).add(value));
  }
  return { ...query, words: q, attributes, sort: sort ?? 'relevance' };
}
