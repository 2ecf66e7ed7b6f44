import { ThumbsUp } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { vote } from '../app/[locale]/product/[sku]/actions.ts';
import { myReview, myVotes } from '../server/my-reviews.ts';

interface Props {
  sku: string;
  review: { id: string; author: string; helpful: number };
}

/** How many found a review helpful, and the button to be one of them; one's own shows the number alone. */
export async function HelpfulVote({ sku, review: { id, author, helpful } }: Props) {
  const [t, mine, votes] = await Promise.all([
    getTranslations('reviews.helpful'),
    myReview(sku),
    myVotes(sku),
  ]);
  if (mine?.id === id)
    return <p className="text-sm text-muted empty:hidden">{helpful > 0 && t('count', { count: helpful })}</p>;
  const voted = votes.has(id);
  return (
    <form action={vote}>
      <input type="hidden" name="sku" value={sku} />
      <input type="hidden" name="reviewId" value={id} />
      <input type="hidden" name="vote" value={voted ? 'off' : 'on'} />
      <button
        type="submit"
        aria-pressed={voted}
        className="inline-flex min-h-11 items-center gap-2 rounded-lg border border-line px-3 text-sm hover:bg-sunken aria-pressed:bg-accent-soft"
      >
        <ThumbsUp aria-hidden="true" className={`size-4 ${voted ? 'text-accent' : 'text-muted'}`} />
        {t('button')}
        {helpful > 0 && <span className="text-muted tabular-nums">{helpful}</span>}
        <span className="sr-only">, {t('of', { author })}</span>
      </button>
    </form>
  );
}
