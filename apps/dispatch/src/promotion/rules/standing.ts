import type { dispatch } from '@shop/contracts';

/** What decides whether a promotion counts, with its times as dates. */
export interface Terms extends Omit<dispatch.PromotionTerms, 'from' | 'until'> {
  from?: Date | undefined;
  until?: Date | undefined;
  /** It was ended by hand. */
  endedAt?: Date | undefined;
}

/** Where a promotion stands, with so many orders using it. */
export function standingOf(
  { from, until, endedAt, limit }: Terms,
  uses: number,
  now: Date,
): dispatch.PromotionStanding {
  if (endedAt !== undefined) return 'ended';
  if (until !== undefined && until <= now) return 'over';
  if (from !== undefined && from > now) return 'scheduled';
  return limit !== undefined && uses >= limit ? 'used_up' : 'running';
}
