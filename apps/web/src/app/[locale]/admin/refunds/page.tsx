import { dispatch } from '@shop/contracts';
import type { Metadata } from 'next';
import { Choices } from '../../../../components/admin/choices.tsx';
import { DecideRefund } from '../../../../components/admin/decide-refund.tsx';
import { hrefWith, one, pageNumber, type SearchParams } from '../../../../components/admin/filters.ts';
import { FoundList } from '../../../../components/admin/found-list.tsx';
import { RefundLine } from '../../../../components/admin/refund-line.tsx';
import { ShopLink } from '../../../../components/shop-link.tsx';
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
      <Choices
        label="Which refunds"
        options={dispatch.RefundState.options.map((option) => ({ value: option, name: option }))}
        chosen={state}
        href={(option) => hrefWith(PATH, { state: option })}
      />
      <FoundList
        found={found}
        what="refunds"
        none="No refunds here. One is asked for on the page of its order."
        counted="in all, the longest waiting first"
        href={(page) => hrefWith(PATH, { state, page })}
      >
        {(refunds) => (
          <ul className="space-y-4">
            {refunds.map((refund) => (
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
        )}
      </FoundList>
    </>
  );
}
