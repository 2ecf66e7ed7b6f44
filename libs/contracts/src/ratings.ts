import { z } from 'zod';
import { contractsOf } from './declare.ts';
import { Done, Id, Instant, line, PageQuery, pageOf, Sku, text } from './primitives.ts';

const { route, event } = contractsOf('ratings');

export const Score = z.int().min(1).max(5);
export const Review = z.strictObject({
  id: Id,
  sku: Sku,
  author: z.string(),
  score: Score,
  title: line(120),
  text: z.string(),
  /** True when the author has bought the product here. */
  verified: z.boolean(),
  /** How many members found it helpful. */
  helpful: z.int().min(0),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Review = z.infer<typeof Review>;

/** Exact integers: the mean is `sum / count`. */
export const RatingSummary = z.strictObject({
  count: z.int(),
  sum: z.int(),
  average: z.number(),
  /** How many gave 1, 2, 3, 4 and 5, in this order. */
  histogram: z.array(z.int()).length(5),
});
export type RatingSummary = z.infer<typeof RatingSummary>;

const skuParams = z.strictObject({ sku: Sku });

export const listReviews = route('GET', '/products/:sku/reviews', {
  access: 'public',
  summary: 'Reviews of a product, with the summary of all of them',
  params: skuParams,
  query: PageQuery.extend({
    sort: z.enum(['newest', 'helpful', 'highest', 'lowest']).default('newest'),
    score: z.coerce.number().int().min(1).max(5).optional(),
  }),
  output: pageOf(Review).extend({ summary: RatingSummary }),
});
export const getMyReview = route('GET', '/products/:sku/reviews/mine', {
  access: 'member',
  summary: 'What I wrote about a product',
  params: skuParams,
  output: Review,
});
export const putMyReview = route('PUT', '/products/:sku/reviews/mine', {
  access: 'member',
  summary: 'Review a product, or change my review: one a member and product',
  params: skuParams,
  body: z.strictObject({ score: Score, title: line(120), text: text(4000, 0) }),
  output: Review,
});
export const deleteMyReview = route('DELETE', '/products/:sku/reviews/mine', {
  access: 'member',
  summary: 'Take my review back',
  params: skuParams,
  output: Done,
});

export const listMyReviews = route('GET', '/reviews/mine', {
  access: 'member',
  summary: 'Everything I wrote, the newest first',
  query: PageQuery,
  output: pageOf(Review),
});
export const listMyVotes = route('GET', '/products/:sku/votes/mine', {
  access: 'member',
  summary: 'Which reviews of a product I found helpful',
  params: skuParams,
  output: z.strictObject({ reviewIds: z.array(Id) }),
});

const reviewParams = z.strictObject({ reviewId: Id });
export const reportReview = route('POST', '/reviews/:reviewId/reports', {
  access: 'guest',
  summary: 'Tell the shop that a review is not right',
  params: reviewParams,
  body: z.strictObject({ reason: line(200) }),
  output: Done,
});
export const voteHelpful = route('PUT', '/reviews/:reviewId/helpful', {
  access: 'member',
  summary: 'Say that a review was helpful: one vote a member, none for one’s own',
  params: reviewParams,
  output: z.strictObject({ helpful: z.int() }),
});
export const takeVoteBack = route('DELETE', '/reviews/:reviewId/helpful', {
  access: 'member',
  summary: 'Take that back',
  params: reviewParams,
  output: z.strictObject({ helpful: z.int() }),
});
export const ModeratedReview = Review.extend({
  status: z.enum(['published', 'rejected']),
  reports: z.int(),
});
export const listForModeration = route('GET', '/moderation/reviews', {
  access: 'staff',
  summary: 'Reviews to look at: reported first',
  query: PageQuery.extend({ status: z.enum(['published', 'rejected', 'reported']).optional() }),
  output: pageOf(ModeratedReview),
});
export const moderateReview = route('POST', '/moderation/reviews/:reviewId', {
  access: 'staff',
  summary: 'Publish or reject a review',
  params: reviewParams,
  body: z.strictObject({ status: z.enum(['published', 'rejected']), reason: line(200) }),
  output: ModeratedReview,
});

export const averageChanged = event(
  'average-changed.v1',
  z.object({
    sku: Sku,
    count: z.int(),
    sum: z.int(),
    /** Grows with every change of this product's ratings, so that an older one can be told. */
    version: z.int(),
  }),
  ['catalogue', 'web'],
);
