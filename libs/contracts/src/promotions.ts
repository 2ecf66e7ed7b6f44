import { z } from 'zod';
import { CategorySlug } from './catalogue.ts';
import { contractsOf } from './declare.ts';
import { Id, Instant, line, Money, PageQuery, Price, pageOf, Sku } from './primitives.ts';

const { route, command } = contractsOf('dispatch');

/** What a shopper types to get a promotion. Small letters are taken for capitals. */
export const PromotionCode = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9-]{2,31}$/, 'letters, digits and dashes, 3 to 32')
  .toUpperCase();
export type PromotionCode = z.infer<typeof PromotionCode>;

/** What a promotion takes off. */
export const Benefit = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('percentage'), percent: z.int().min(1).max(100) }),
  z.strictObject({
    kind: z.literal('amount'),
    amount: Price.extend({ amount: z.int().min(1).max(100_000_000) }),
  }),
  z.strictObject({ kind: z.literal('free_shipping') }),
]);
export type Benefit = z.infer<typeof Benefit>;

const terms = {
  code: PromotionCode,
  /** What shoppers read beside the discount. */
  title: line(80),
  benefit: Benefit,
  /** What the goods must come to, delivery left out. */
  minimum: Price.optional(),
  from: Instant.optional(),
  until: Instant.optional(),
  /** How many orders may use it in all. */
  limit: z.int().min(1).max(100_000).optional(),
  /** How many orders of one shopper may use it; the account and the e-mail address both tell who that is. */
  perShopper: z.int().min(1).max(100).optional(),
  /** It counts for goods of these categories and of these SKUs; for everything when both are empty. */
  categories: z.array(CategorySlug).max(20).default([]),
  skus: z.array(Sku).max(200).default([]),
};
const inOrder = ({ from, until }: { from?: string | undefined; until?: string | undefined }): boolean =>
  from === undefined || until === undefined || Date.parse(from) < Date.parse(until);

/** What whoever runs the shop decides about a promotion. */
export const PromotionTerms = z
  .strictObject(terms)
  .refine(inOrder, { path: ['until'], message: 'The end must come after the beginning.' });
export type PromotionTerms = z.infer<typeof PromotionTerms>;

/** Where a promotion stands now: it ends by its date, by its limit, or by hand. */
export const PromotionStanding = z.enum(['scheduled', 'running', 'used_up', 'over', 'ended']);
export type PromotionStanding = z.infer<typeof PromotionStanding>;

export const Promotion = z.strictObject({
  ...terms,
  id: Id,
  standing: PromotionStanding,
  /** Orders that use it, those left out that came to nothing. */
  uses: z.int(),
  createdAt: Instant,
  updatedAt: Instant,
});
export type Promotion = z.infer<typeof Promotion>;

/** The promotion of a quote or an order, as its shopper reads it. */
export const AppliedPromotion = z.strictObject({ code: PromotionCode, title: z.string() });
export type AppliedPromotion = z.infer<typeof AppliedPromotion>;

/** Why a promotion does not count: an error code, with the facts that its sentence needs. */
export const PromotionRefusal = z.strictObject({
  code: PromotionCode,
  reason: z.enum([
    'promotion_unknown',
    'promotion_not_yet',
    'promotion_over',
    'promotion_used_up',
    'promotion_used_by_you',
    'promotion_subtotal_too_small',
    'promotion_nothing_qualifies',
    'too_many_attempts',
  ]),
  /** From when it counts, for `promotion_not_yet`. */
  from: Instant.optional(),
  /** What is missing from the smallest subtotal, for `promotion_subtotal_too_small`. */
  missing: Money.optional(),
  /** Seconds until codes are looked at again, for `too_many_attempts`. */
  retryAfterS: z.int().positive().optional(),
});
export type PromotionRefusal = z.infer<typeof PromotionRefusal>;

export const checkPromotion = route('POST', '/promotions/check', {
  access: 'guest',
  summary: 'What a code would take off my cart',
  body: z.strictObject({ code: PromotionCode }),
  guessable: true,
  output: AppliedPromotion.extend({
    kind: z.enum(['percentage', 'amount', 'free_shipping']),
    /** Off the goods; nothing yet for free delivery, whose price depends on where it goes. */
    discount: Money,
    /** The goods less the discount. */
    subtotal: Money,
  }),
});

const promotionParams = z.strictObject({ promotionId: Id });
export const listPromotions = route('GET', '/admin/promotions', {
  access: 'merchant',
  summary: 'Every promotion, newest first',
  query: PageQuery,
  output: pageOf(Promotion),
});
export const getPromotion = route('GET', '/admin/promotions/:promotionId', {
  access: 'merchant',
  summary: 'One promotion',
  params: promotionParams,
  output: Promotion,
});
export const createPromotion = route('POST', '/admin/promotions', {
  access: 'merchant',
  summary: 'Begin a promotion',
  body: PromotionTerms,
  output: Promotion,
  status: 201,
});
export const changePromotion = route('PUT', '/admin/promotions/:promotionId', {
  access: 'merchant',
  summary: 'Change a promotion; orders that used it keep what they got',
  params: promotionParams,
  body: PromotionTerms,
  output: Promotion,
});
export const endPromotion = route('POST', '/admin/promotions/:promotionId/end', {
  access: 'merchant',
  summary: 'End a promotion for good',
  params: promotionParams,
  body: z.strictObject({ reason: line(200) }),
  output: Promotion,
});

/** From dispatch to itself, when an order came to nothing: its promotion may be used once more. */
export const returnPromotion = command('return-promotion', z.object({ useId: Id }));
