import { dispatch } from '@shop/contracts';
import type { Metadata } from 'next';
import { hrefWith, one, pageNumber, type SearchParams } from '../../../../components/admin/filters.ts';
import { FoundList } from '../../../../components/admin/found-list.tsx';
import { benefitText, PromotionStanding } from '../../../../components/admin/promotion-standing.tsx';
import { Table } from '../../../../components/admin/table.tsx';
import { when } from '../../../../components/order/state.tsx';
import { ShopLink } from '../../../../components/shop-link.tsx';
import { Notice } from '../../../../components/ui.tsx';
import { backend, orAway } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

export const metadata: Metadata = { title: 'Promotions · Admin' };
const PATH = '/admin/promotions';
const heads = ['Code', 'Title', 'Takes off', 'Stands', 'Uses', 'From', 'Until'];

export default async function Promotions({ searchParams }: { searchParams: SearchParams }) {
  await requireStaff('merchant', PATH);
  const asked = await searchParams;
  const query = { page: pageNumber(asked['page']), size: 25 };
  const found = await orAway(backend(dispatch.listPromotions, { query }));
  const begun = one(asked['begun']);
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h1>Promotions</h1>
        <ShopLink href={`${PATH}/new`} className="button-primary">
          Begin a promotion
        </ShopLink>
      </div>
      {begun !== undefined && (
        <div className="mb-4">
          <Notice tone="good" title={`${begun.slice(0, 32)} is there.`} />
        </div>
      )}
      <FoundList
        found={found}
        what="promotions"
        none="There are no promotions yet. The first one needs a code, a title and what it takes off."
        counted="in all"
        href={(page) => hrefWith(PATH, { page })}
      >
        {(promotions) => (
          <Table caption="Promotions" heads={heads}>
            {promotions.map((promotion) => (
              <tr key={promotion.id}>
                <td>
                  <ShopLink href={`${PATH}/${promotion.id}`} className="link font-mono font-medium">
                    {promotion.code}
                  </ShopLink>
                </td>
                <td>{promotion.title}</td>
                <td>{benefitText(promotion.benefit, promotion.minimum)}</td>
                <td>
                  <PromotionStanding standing={promotion.standing} />
                </td>
                <td className="tabular-nums">
                  {promotion.uses}
                  {promotion.limit !== undefined && <span className="text-muted"> of {promotion.limit}</span>}
                </td>
                <td>{promotion.from === undefined ? '–' : when(promotion.from)}</td>
                <td>{promotion.until === undefined ? '–' : when(promotion.until)}</td>
              </tr>
            ))}
          </Table>
        )}
      </FoundList>
    </>
  );
}
