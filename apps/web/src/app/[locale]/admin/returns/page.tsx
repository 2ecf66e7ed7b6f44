import { dispatch, hasAccess } from '@shop/contracts';
import type { Metadata } from 'next';
import { Choices } from '../../../../components/admin/choices.tsx';
import { hrefWith, one, pageNumber, type SearchParams } from '../../../../components/admin/filters.ts';
import { FoundList } from '../../../../components/admin/found-list.tsx';
import { ReturnForms } from '../../../../components/admin/return-forms.tsx';
import { when } from '../../../../components/order/state.tsx';
import { ShopLink } from '../../../../components/shop-link.tsx';
import { Badge, money } from '../../../../components/ui.tsx';
import { backend, orAway } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

export const metadata: Metadata = { title: 'Returns · Admin' };
const PATH = '/admin/returns';
const tones = {
  requested: 'warn',
  approved: 'info',
  received: 'info',
  refunded: 'good',
  refused: 'bad',
} as const;
const reasons: Record<dispatch.ReturnReason, string> = {
  unwanted: 'not wanted any more',
  defective: 'broken',
  wrong_item: 'not what was ordered',
  not_as_described: 'not as described',
  late: 'came too late',
};

export default async function Returns({ searchParams }: { searchParams: SearchParams }) {
  const { shopper } = await requireStaff('staff', PATH);
  const asked = await searchParams;
  const state = dispatch.ReturnState.safeParse(one(asked['state'])).data;
  const filter = state === undefined ? {} : { state };
  const query = { ...filter, page: pageNumber(asked['page']), size: 20 };
  const found = await orAway(backend(dispatch.listReturns, { query }));
  return (
    <>
      <h1>Returns</h1>
      <Choices
        label="Which returns"
        options={[
          { value: undefined, name: 'to look at' },
          ...dispatch.ReturnState.options.map((option) => ({ value: option, name: option })),
        ]}
        chosen={state}
        href={(option) => hrefWith(PATH, { state: option })}
      />
      <FoundList
        found={found}
        what="returns"
        none="No returns here. Shoppers ask for them on the page of their order."
        counted="in all, the longest waiting first"
        href={(page) => hrefWith(PATH, { ...filter, page })}
      >
        {(returns) => (
          <ul className="space-y-4">
            {returns.map((item) => (
              <li key={item.id} className="card grid gap-4 p-4 *:min-w-0 sm:grid-cols-[1fr_20rem]">
                <div className="space-y-2">
                  <p className="flex flex-wrap items-center gap-3">
                    <Badge tone={tones[item.state]}>{item.state}</Badge>
                    {hasAccess(shopper.role, 'support') ? (
                      <ShopLink href={`/admin/orders/${item.orderId}`} className="link font-medium">
                        {item.number}
                      </ShopLink>
                    ) : (
                      <span className="font-medium">{item.number}</span>
                    )}
                    <span className="text-sm text-muted">{when(item.requestedAt)}</span>
                  </p>
                  <p>{item.lines.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ')}</p>
                  <p className="text-sm text-muted">
                    {reasons[item.reason]}, {money(item.amount)}, {item.email}
                  </p>
                  {item.note !== undefined && (
                    <blockquote className="border-s-2 border-line ps-3">{item.note}</blockquote>
                  )}
                </div>
                <ReturnForms orderId={item.orderId} one={item} />
              </li>
            ))}
          </ul>
        )}
      </FoundList>
    </>
  );
}
