import type { catalogue } from '@shop/contracts';
import { z } from 'zod';
import { facetIn } from './open-search.schema.ts';
import type { Completion, Found, Wanted } from './search.ts';
import { categoryList, facetList } from './selection.ts';

const Buckets = z.object({ buckets: z.array(z.object({ key: z.string(), doc_count: z.int() })) });
const Counted = z.object({ facets: Buckets });
const Edge = z.object({ value: z.number().nullable() });
const total = z.object({ value: z.int() });

/** What `findBody` is answered with; `own0`, `own1`… beside what is named here. */
export const FindAnswer = z.object({
  hits: z.object({ total, hits: z.array(z.object({ _id: z.string() })) }),
  aggregations: z
    .object({
      all: Counted,
      categories: z.object({ categories: Buckets }),
      price: z.object({ min: Edge, max: Edge }),
      everything: z.object({ known: z.object({ doc_count: z.int() }) }),
      matched: z.object({ doc_count: z.int() }),
    })
    .catchall(Counted),
});
export type FindAnswer = z.infer<typeof FindAnswer>;

export const CompleteAnswer = z.object({
  hits: z.object({
    hits: z.array(
      z.object({
        _source: z.object({
          sku: z.string(),
          name: z.string(),
          image: z.string(),
          amount: z.int(),
          currency: z.literal('EUR'),
        }),
      }),
    ),
  }),
});

export const NearAnswer = z.object({
  hits: z.object({ hits: z.array(z.object({ _source: z.object({ name: z.string() }) })) }),
});

export const CategoriesAnswer = z.object({
  hits: z.object({ total }),
  aggregations: z.object({ categories: Buckets }),
});

export const NewestAnswer = z.object({ aggregations: z.object({ newest: Edge }) });

const countsOf = ({ buckets }: z.infer<typeof Buckets>) =>
  new Map(buckets.map(({ key, doc_count }) => [key, doc_count]));

export const categoriesIn = (buckets: z.infer<typeof Buckets>): catalogue.ProductPage['categories'] =>
  categoryList(countsOf(buckets));

/** A facet that something is chosen in is counted without that choice, the others with every filter. */
function facetsIn({ aggregations }: FindAnswer, chosen: string[]): Map<string, Map<string, number>> {
  const facets = new Map<string, Map<string, number>>();
  const take = (counted: z.infer<typeof Counted>, wanted: (name: string) => boolean) => {
    for (const [term, count] of countsOf(counted.facets)) {
      const [name, value] = facetIn(term);
      if (wanted(name)) facets.set(name, (facets.get(name) ?? new Map<string, number>()).set(value, count));
    }
  };
  take(aggregations.all, (name) => !chosen.includes(name));
  for (const [i, own] of chosen.entries()) {
    const counted = aggregations[`own${i}`];
    if (counted !== undefined) take(counted, (name) => name === own);
  }
  return facets;
}

/** The page that was asked for; undefined when there is no such category. */
export function foundIn(answer: FindAnswer, wanted: Wanted): Found | undefined {
  const { hits, aggregations } = answer;
  if (wanted.category !== undefined && aggregations.everything.known.doc_count === 0) return undefined;
  return {
    skus: hits.hits.map(({ _id }) => _id),
    total: hits.total.value,
    facets: facetList(facetsIn(answer, [...wanted.attributes.keys()])),
    categories: categoriesIn(aggregations.categories.categories),
    priceRange: { min: aggregations.price.min.value ?? 0, max: aggregations.price.max.value ?? 0 },
  };
}

export const completionsIn = ({ hits }: z.infer<typeof CompleteAnswer>): Completion[] =>
  hits.hits.map(({ _source: { amount, currency, ...shown } }) => ({ ...shown, price: { amount, currency } }));
