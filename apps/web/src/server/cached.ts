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
import { liveStock } from './stock.ts';

/** Shown at once for so long after it was asked for; later shown once more, and asked for meanwhile. In seconds. */
const FRESH_S = 60;
const LIFE_S = 15 * 60;

interface Asked {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
}

interface Cached {
  name: string;
  route: AnyRoute;
  /** The tags of an answer. */
  about(asked: Asked, answer: unknown): string[];
  /** Puts what is never cached into an answer: the stock. */
  live?(answer: unknown): Promise<unknown>;
}

/** What is cached. Free words are not: nobody asks the same ones again. */
const cachedRoutes: readonly Cached[] = [
  { name: 'product', route: catalogue.getProduct, about: aboutProduct, live: productNow },
  { name: 'products', route: catalogue.listProducts, about: listed, live: listNow },
  { name: 'categories', route: catalogue.listCategories, about: () => [tags.products] },
  { name: 'attributes', route: catalogue.listAttributes, about: () => [tags.attributes] },
  {
    name: 'reviews',
    route: ratings.listReviews,
    about: ({ params }) => [tags.reviews(params?.['sku'] ?? '')],
  },
  { name: 'countries', route: shipping.listCountries, about: () => [] },
  { name: 'rates', route: payment.listExchangeRates, about: () => [tags.rates] },
];

/** Any change of any product may be one of its family. */
function aboutProduct({ params }: Asked, answer: unknown): string[] {
  const { family } = answer as catalogue.ProductInFull;
  return [tags.product(params?.['sku'] ?? ''), ...(family === null ? [] : [tags.products])];
}

async function productNow(answer: unknown): Promise<catalogue.ProductInFull> {
  const product = answer as catalogue.ProductInFull;
  const [now] = await liveStock.of([product]);
  return now ?? product;
}

async function listNow(answer: unknown): Promise<catalogue.ProductPage> {
  const page = answer as catalogue.ProductPage;
  return { ...page, items: await liveStock.of(page.items) };
}

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
  const one = cachedRoutes.find((candidate) => candidate.route === route);
  if (one === undefined) throw new Error(`${route.path} is not cached`);
  const result = await answerOf(one.name, JSON.stringify(input), limitMs);
  if ('answer' in result) return (await (one.live?.(result.answer) ?? result.answer)) as Output<R>;
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
