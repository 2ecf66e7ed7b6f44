import { ratings } from '@shop/contracts';
import type { Metadata } from 'next';
import { Choices } from '../../../../components/admin/choices.tsx';
import { hrefWith, one, pageNumber, type SearchParams } from '../../../../components/admin/filters.ts';
import { FoundList } from '../../../../components/admin/found-list.tsx';
import { ModerateForm } from '../../../../components/admin/moderate-form.tsx';
import { when } from '../../../../components/order/state.tsx';
import { ShopLink } from '../../../../components/shop-link.tsx';
import { Badge, Stars } from '../../../../components/ui.tsx';
import { backend, orAway } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

export const metadata: Metadata = { title: 'Reviews · Admin' };
const PATH = '/admin/reviews';
const views = [
  { value: undefined, name: 'All, reported first' },
  { value: 'reported', name: 'Reported' },
  { value: 'published', name: 'Published' },
  { value: 'rejected', name: 'Rejected' },
] as const;

export default async function Reviews({ searchParams }: { searchParams: SearchParams }) {
  await requireStaff('staff', PATH);
  const asked = await searchParams;
  const status = views.find(({ value }) => value === one(asked['status']))?.value;
  const query = { page: pageNumber(asked['page']), size: 20, ...(status === undefined ? {} : { status }) };
  const found = await orAway(backend(ratings.listForModeration, { query }));
  return (
    <>
      <h1>Reviews</h1>
      <Choices
        label="Which reviews"
        options={views}
        chosen={status}
        href={(view) => hrefWith(PATH, { status: view })}
      />
      <FoundList
        found={found}
        what="reviews"
        none="Nothing to look at."
        counted="in all"
        href={(page) => hrefWith(PATH, { status, page })}
      >
        {(reviews) => (
          <ul className="space-y-4">
            {reviews.map((review) => (
              <li key={review.id} className="card grid gap-4 p-4 sm:grid-cols-[1fr_18rem]">
                <div>
                  <p className="flex flex-wrap items-center gap-3">
                    <Stars average={review.score} />
                    <Badge tone={review.status === 'published' ? 'good' : 'bad'}>{review.status}</Badge>
                    {review.reports > 0 && <Badge tone="warn">reported {review.reports} times</Badge>}
                  </p>
                  <h2 className="mt-2 text-base">{review.title}</h2>
                  <p className="mt-1 whitespace-pre-line">{review.text}</p>
                  <p className="mt-2 text-sm text-muted">
                    {review.author}
                    {review.verified ? ', verified buyer' : ''}, {when(review.createdAt)}, on{' '}
                    <ShopLink href={`/product/${review.sku}`} className="link">
                      {review.sku}
                    </ShopLink>
                  </p>
                </div>
                <ModerateForm reviewId={review.id} status={review.status} />
              </li>
            ))}
          </ul>
        )}
      </FoundList>
    </>
  );
}
