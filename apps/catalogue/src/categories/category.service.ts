import { Injectable } from '@nestjs/common';
import { type catalogue, done, type Input, Problem } from '@shop/contracts';
import { OutboxRelay } from '@shop/messaging';
import { Freshness } from '../search/freshness.service.ts';
import { SearchIndex } from '../search/search.ts';
import { CategoryStore } from './category.store.ts';
import { type CategoryDetails, canStandIn, categoryList, undescribed } from './category.ts';

/** A change whose message was lost is seen after this long, in milliseconds. */
const KEPT_MS = 15_000;

/** What products are sorted into: described by merchants, counted by the index. */
@Injectable()
export class CategoryService {
  private kept: { details: Promise<Map<string, CategoryDetails>>; until: number } | undefined;

  constructor(
    private readonly store: CategoryStore,
    private readonly index: SearchIndex,
    private readonly freshness: Freshness,
    private readonly relay: OutboxRelay,
  ) {}

  async list(): Promise<catalogue.Category[]> {
    this.freshness.assertReady();
    return categoryList(await this.details(), await this.index.categories());
  }

  /** The same with the names that merchants gave them. */
  async named<C extends { slug: string; name: string }>(
    categories: C[],
  ): Promise<(C & { names: catalogue.CategoryNames })[]> {
    const details = await this.details();
    return categories.map((one) => {
      const { name = one.name, names = {} } = details.get(one.slug) ?? {};
      return { ...one, name, names };
    });
  }

  async exists(slug: string): Promise<boolean> {
    return (await this.details()).has(slug) || (await this.list()).some((one) => one.slug === slug);
  }

  /** Throws category_not_found for the first there is not. */
  async assertExist(slugs: readonly string[]): Promise<void> {
    for (const slug of slugs) if (!(await this.exists(slug))) throw notFound(slug);
  }

  async create({ slug, ...details }: Input<typeof catalogue.createCategory>['body']) {
    const now = await this.fresh();
    if (now.some((one) => one.slug === slug)) throw new Problem('category_taken', { facts: { slug } });
    assertFits(slug, details.parent, now);
    await this.store.add(slug, details);
    return this.announced(slug);
  }

  async update(slug: string, changes: Input<typeof catalogue.updateCategory>['body']) {
    const now = await this.fresh();
    if (!now.some((one) => one.slug === slug)) throw notFound(slug);
    if (changes.parent !== undefined) assertFits(slug, changes.parent, now);
    const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
    // Nobody has said anything of it yet: products alone named it.
    if (!(await this.store.change(slug, given)))
      await this.store.add(slug, { ...undescribed(slug), ...given });
    return this.announced(slug);
  }

  /** Throws category_not_empty while products or other categories are in it. */
  async remove(slug: string) {
    const now = await this.fresh();
    const category = now.find((one) => one.slug === slug);
    if (category === undefined) throw notFound(slug);
    const parts = now.filter((one) => one.parent === slug).length;
    if (category.products > 0 || parts > 0)
      throw new Problem('category_not_empty', { facts: { products: category.products, categories: parts } });
    await this.store.remove(slug);
    this.forget();
    this.relay.wake();
    return done;
  }

  /** Reads what was said of the categories again, at the next question. */
  forget(): void {
    this.kept = undefined;
  }

  private fresh(): Promise<catalogue.Category[]> {
    this.forget();
    return this.list();
  }

  private async announced(slug: string): Promise<catalogue.Category> {
    this.relay.wake();
    const category = (await this.fresh()).find((one) => one.slug === slug);
    if (category === undefined) throw notFound(slug);
    return category;
  }

  private details(): Promise<Map<string, CategoryDetails>> {
    if (this.kept !== undefined && this.kept.until > Date.now()) return this.kept.details;
    const details = this.store.all();
    this.kept = { details, until: Date.now() + KEPT_MS };
    details.catch(() => this.forget());
    return details;
  }
}

const notFound = (slug: string) => new Problem('category_not_found', { facts: { category: slug } });

function assertFits(slug: string, parent: string | null, all: catalogue.Category[]): void {
  if (!canStandIn(slug, parent, all)) throw new Problem('category_parent_unfit', { facts: { parent } });
}
