import { ratings } from '@shop/contracts';
import { cache } from 'react';
import { ASIDE_MS, backend, orNothing } from './backend.ts';
import { currentSession } from './session.ts';

const isMember = async () => (await currentSession())?.shopper.kind === 'member';

/** What the member who looks wrote about a product. */
export const myReview = cache(async (sku: string) =>
  (await isMember()) ? orNothing(backend(ratings.getMyReview, { params: { sku } }, ASIDE_MS)) : undefined,
);

/** Which of its reviews they found helpful. */
export const myVotes = cache(async (sku: string): Promise<ReadonlySet<string>> => {
  if (!(await isMember())) return new Set();
  const found = await orNothing(backend(ratings.listMyVotes, { params: { sku } }, ASIDE_MS));
  return new Set(found?.reviewIds);
});
