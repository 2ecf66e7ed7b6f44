import {
  type AnyRoute,
  type CallInput,
  catalogue,
  type Output,
  type ProblemDetails,
  payment,
  ratings,
  shipping,
} from '@shop/contracts';
import { CallError } from '@shop/service/plain';
import { cacheLife, cacheTag } from 'next/cache';
import { NOT_KEPT, tags } from '../gateway/cache/tags.ts';
import { peers } from './peers.ts';

/** Shown at once for so long after it was asked for; later shown once more, and asked for meanwhile. In seconds. */
const FRESH_S = 60;
const LIFE_S = 15 * 60;

interface Asked {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
}
type TagsOf = (asked: Asked, answer: unknown) => string[];

/** What is cached, and what its answers are about. Free words are not: nobody asks the same ones again. */
const cachedRoutes: readonly { name: string; route: AnyRoute; about: TagsOf }[] = [
  {
    name: 'product',
    route: catalogue.getProduct,
    about: ({ params }) => [tags.product(params?.['sku'] ?? '')],
  },
  { name: 'products', route: catalogue.listProducts, about: listed },
  { name: 'categories', route: catalogue.listCategories, about: () => [tags.products] },
  {
    name: 'reviews',
    route: ratings.listReviews,
    about: ({ params }) => [tags.reviews(params?.['sku'] ?? '')],
  },
  { name: 'countries', route: shipping.listCountries, about: () => [] },
  { name: 'rates', route: payment.listExchangeRates, about: () => [] },
];

function listed({ query }: Asked, answer: unknown): string[] {
  const { items } = answer as catalogue.ProductPage;
  const { category } = query ?? {};
  return [
    tags.products,
    ...(typeof category === 'string' ? [tags.category(category)] : []),
    ...items.map(({ sku }) => tags.product(sku)),
  ];
}

/** True for the routes whose answers are shared by all shoppers and replicas. */
export const isCached = (route: AnyRoute): boolean => cachedRoutes.some((one) => one.route === route);

type Answer =
  | { answer: unknown }
  | { failed: { status: number; code: string; details?: ProblemDetails | undefined } };

/** What this route answers, from the cache while it is still so. Throws CallError. */
export async function cached<R extends AnyRoute>(
  route: R,
  input: CallInput<R>,
  limitMs?: number,
): Promise<Output<R>> {
  const name = cachedRoutes.find((one) => one.route === route)?.name;
  if (name === undefined) throw new Error(`${route.path} is not cached`);
  const result = await answerOf(name, JSON.stringify(input), limitMs);
  if ('answer' in result) return result.answer as Output<R>;
  const { status, code, details } = result.failed;
  throw new CallError(status, code, details);
}

/** An error would not get through the cache as what it is, so that it comes as an answer; that one is not kept. */
async function answerOf(name: string, input: string, limitMs: number | undefined): Promise<Answer> {
  'use cache';
  cacheLife({ stale: 0, revalidate: FRESH_S, expire: LIFE_S });
  const one = cachedRoutes.find((candidate) => candidate.name === name);
  if (one === undefined) throw new Error(`${name} is not cached`);
  const asked: Asked = JSON.parse(input);
  try {
    const answer = await peers().call(one.route, asked, { timeoutMs: limitMs });
    cacheTag(...one.about(asked, answer));
    return { answer };
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    cacheTag(NOT_KEPT);
    return { failed: { status: error.status, code: error.code, details: error.details } };
  }
}
