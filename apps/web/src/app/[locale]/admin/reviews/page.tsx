import { ratings } from '@shop/contracts';
import type { Metadata } from 'next';
import { hrefWith, one, pageNumber, type SearchParams } from '../../../../components/admin/filters.ts';
import { ModerateForm } from '../../../../components/admin/moderate-form.tsx';
import { when } from '../../../../components/order/state.tsx';
import { ShopLink } from '../../../../components/shop-link.tsx';
import { Badge, Pager, Stars } from '../../../../components/ui.tsx';
import { backend } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

export const metadata: Metadata = { title: 'Reviews · Admin' };
const PATH = '/admin/reviews';
const views = [
  ['', 'All, reported first'],
  ['reported', 'Reported'],
  ['published', 'Published'],
  ['rejected', 'Rejected'],
] as const;

export default async function Reviews({ searchParams }: { searchParams: SearchParams }) {
  await requireStaff('staff', PATH);
  const asked = await searchParams;
  const status = views.find(([view]) => view === one(asked['status']))?.[0] || undefined;
  const query = { page: pageNumber(asked['page']), size: 20, ...(status === undefined ? {} : { status }) };
  const found = await backend(ratings.listForModeration, { query });
  return (
    <>
      <h1>Reviews</h1>
      <nav aria-label="Which reviews" className="my-4 flex flex-wrap gap-2">
        {views.map(([view, name]) => (
          <ShopLink
            key={view}
            href={hrefWith(PATH, { status: view || undefined })}
            aria-current={(status ?? '') === view ? 'page' : undefined}
            className="button-quiet aria-[current=page]:bg-accent-soft"
          >
            {name}
          </ShopLink>
        ))}
      </nav>
      {found.items.length === 0 && <p className="text-muted">Nothing to look at.</p>}
      <ul className="space-y-4">
        {found.items.map((review) => (
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
      <Pager
        page={found.page}
        size={found.size}
        total={found.total}
        href={(page) => hrefWith(PATH, { status, page })}
      />
    </>
  );
}
