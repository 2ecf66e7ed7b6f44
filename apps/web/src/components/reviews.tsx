import type { Output, ratings } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { useFormats } from '../i18n/use-formats.ts';
import { myReview } from '../server/my-reviews.ts';
import { currentSession } from '../server/session.ts';
import { ReviewForm } from './review-form.tsx';
import { ReviewList } from './review-list.tsx';
import { ShopLink } from './shop-link.tsx';
import { Notice, Pager, Stars } from './ui.tsx';

type Page = Output<typeof ratings.listReviews>;

const sorts = ['newest', 'helpful', 'highest', 'lowest'] as const;

interface Props {
  sku: string;
  /** Undefined when the ratings are away. */
  reviews: Page | undefined;
  sort: string;
  /** Only reviews with this score, if any. */
  score?: number | undefined;
}

const hrefOf = (sku: string, query: { reviews?: number; sort?: string; score?: number | undefined }) => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return `/product/${sku}?${search}#reviews`;
};

/** What buyers say: the spread of scores, the reviews, and one's own. */
export function Reviews({ sku, reviews, sort, score }: Props) {
  const t = useTranslations('reviews');
  return (
    <section
      id="reviews"
      aria-labelledby="reviews-title"
      className="far-down mt-16 border-t border-line pt-12"
    >
      <h2 id="reviews-title" className="mb-6">
        {t('title')}
      </h2>
      {reviews === undefined ? (
        <Notice tone="info">{t('away')}</Notice>
      ) : (
        <div className="gap-14 md:grid md:grid-cols-[17rem_1fr]">
          <div>
            <Summary sku={sku} summary={reviews.summary} score={score} />
            <div className={reviews.summary.count === 0 ? '' : 'mt-6'}>
              <MyReview sku={sku} />
            </div>
          </div>
          <div className="mt-8 md:mt-0">
            {reviews.summary.count === 0 ? (
              <p className="text-muted">{t('none')}</p>
            ) : (
              <>
                <Order sku={sku} sort={sort} score={score} />
                <ReviewList sku={sku} reviews={reviews.items} />
                <Pager
                  page={reviews.page}
                  size={reviews.size}
                  total={reviews.total}
                  href={(page) => hrefOf(sku, { reviews: page, sort, score })}
                />
              </>
            )}
          </div>
        </div>
      )}
    </section>
  );
}

function Order({ sku, sort, score }: { sku: string; sort: string; score: number | undefined }) {
  const t = useTranslations('reviews');
  return (
    <nav
      aria-label={t('sort.label')}
      className="-mt-2 flex flex-wrap gap-1 border-b border-line pb-2 text-sm"
    >
      {sorts.map((value) => (
        <ShopLink
          key={value}
          href={hrefOf(sku, { sort: value, score })}
          aria-current={value === sort ? 'true' : undefined}
          className="flex min-h-11 items-center rounded-lg px-3 text-muted hover:bg-sunken aria-current:bg-sunken aria-current:font-medium aria-current:text-ink"
        >
          {t(`sort.${value}`)}
        </ShopLink>
      ))}
      {score !== undefined && (
        <ShopLink href={hrefOf(sku, { sort })} className="link flex min-h-11 items-center px-3">
          {t('only', { count: score })}
        </ShopLink>
      )}
    </nav>
  );
}

function Summary({
  sku,
  summary,
  score: chosen,
}: {
  sku: string;
  summary: Page['summary'];
  score: number | undefined;
}) {
  const t = useTranslations('reviews');
  const { number } = useFormats();
  if (summary.count === 0) return null;
  return (
    <>
      <div className="flex items-center gap-4">
        <p aria-hidden="true" className="text-5xl font-semibold tracking-[-0.04em] tabular-nums">
          {number(summary.average, 1)}
        </p>
        <div>
          <Stars average={summary.average} size={18} />
          <p className="text-sm text-muted">{t('count', { count: summary.count })}</p>
        </div>
      </div>
      <ul aria-label={t('histogram')} className="mt-4 text-sm">
        {[5, 4, 3, 2, 1].map((score) => {
          const count = summary.histogram[score - 1] ?? 0;
          return (
            <li key={score}>
              <ShopLink
                href={hrefOf(sku, { score: score === chosen ? undefined : score })}
                aria-current={score === chosen ? 'true' : undefined}
                className="-mx-2 grid min-h-9 grid-cols-[3.6rem_1fr_2rem] items-center gap-2 rounded-lg px-2 hover:bg-sunken aria-current:bg-sunken"
              >
                <span className="text-muted">{t('stars', { count: score })}</span>
                <svg aria-hidden="true" className="h-2 w-full rounded-full bg-sunken">
                  <rect
                    width={`${Math.round((count / summary.count) * 100)}%`}
                    height="8"
                    className="fill-star"
                    rx="4"
                  />
                </svg>
                <span className="text-right text-muted tabular-nums">{count}</span>
              </ShopLink>
            </li>
          );
        })}
      </ul>
    </>
  );
}

async function MyReview({ sku }: { sku: string }) {
  const session = await currentSession();
  if (session?.shopper.kind !== 'member') {
    return (
      <ShopLink
        href={`/login?next=${encodeURIComponent(`/product/${sku}`)}`}
        className="button-quiet w-full whitespace-normal"
      >
        {(await getTranslations('reviews'))('signIn')}
      </ShopLink>
    );
  }
  const mine = await myReview(sku);
  return <ReviewForm sku={sku} mine={mine && { score: mine.score, title: mine.title, text: mine.text }} />;
}
