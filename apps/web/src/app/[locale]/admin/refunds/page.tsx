import { dispatch } from '@shop/contracts';
import type { Metadata } from 'next';
import { DecideRefund } from '../../../../components/admin/decide-refund.tsx';
import { hrefWith, one, pageNumber, type SearchParams } from '../../../../components/admin/filters.ts';
import { RefundLine } from '../../../../components/admin/refund-line.tsx';
import { ShopLink } from '../../../../components/shop-link.tsx';
import { Notice, Pager } from '../../../../components/ui.tsx';
import { backend, orAway } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

export const metadata: Metadata = { title: 'Refunds · Admin' };
const PATH = '/admin/refunds';

export default async function Refunds({ searchParams }: { searchParams: SearchParams }) {
  const { shopper } = await requireStaff('support', PATH);
  const asked = await searchParams;
  const state = dispatch.RefundState.safeParse(one(asked['state'])).data ?? 'waiting';
  const query = { state, page: pageNumber(asked['page']), size: 20 };
  const found = await orAway(backend(dispatch.listRefunds, { query }));
  return (
    <>
      <h1>Refunds</h1>
      <p className="mt-2 max-w-prose text-sm text-muted">
        Above the limit of one person somebody else has to agree. A refund is asked for on the page of its
        order.
      </p>
      <nav aria-label="Which refunds" className="my-4 flex flex-wrap gap-2">
        {dispatch.RefundState.options.map((option) => (
          <ShopLink
            key={option}
            href={hrefWith(PATH, { state: option })}
            aria-current={state === option ? 'page' : undefined}
            className="button-quiet aria-[current=page]:bg-accent-soft"
          >
            {option}
          </ShopLink>
        ))}
      </nav>
      {found === 'away' && (
        <Notice tone="bad" title="The refunds cannot be read now. Try again in a moment." />
      )}
      {found !== 'away' && (
        <>
          <p role="status" className="mb-3 text-sm text-muted">
            {found.total === 0 ? 'None.' : `${found.total}, the longest waiting first`}
          </p>
          <ul className="space-y-4">
            {found.items.map((refund) => (
              <li key={refund.id} className="card grid gap-4 p-4 *:min-w-0 sm:grid-cols-[1fr_20rem]">
                <div>
                  <ShopLink href={`/admin/orders/${refund.orderId}`} className="link font-medium">
                    {refund.number}
                  </ShopLink>
                  <RefundLine refund={refund} />
                </div>
                {refund.state === 'waiting' && (
                  <DecideRefund
                    orderId={refund.orderId}
                    refundId={refund.id}
                    mine={refund.askedBy.id === shopper.id}
                  />
                )}
              </li>
            ))}
          </ul>
          <Pager
            page={found.page}
            size={found.size}
            total={found.total}
            href={(page) => hrefWith(PATH, { state, page })}
          />
        </>
      )}
    </>
  );
}
