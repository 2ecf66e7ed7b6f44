import { Day, dispatch } from '@shop/contracts';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { hrefWith, one, pageNumber, type SearchParams } from '../../../../components/admin/filters.ts';
import { FoundList } from '../../../../components/admin/found-list.tsx';
import { Table } from '../../../../components/admin/table.tsx';
import { StateBadge, when } from '../../../../components/order/state.tsx';
import { ShopLink } from '../../../../components/shop-link.tsx';
import { money } from '../../../../components/ui.tsx';
import { backend, orAway } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

export const metadata: Metadata = { title: 'Orders · Admin' };
const PATH = '/admin/orders';

export default async function OrdersBoard({ searchParams }: { searchParams: SearchParams }) {
  await requireStaff('support', PATH);
  const asked = await searchParams;
  const state = dispatch.OrderState.safeParse(one(asked['state'])).data;
  const q = one(asked['q'])?.slice(0, 254);
  const from = Day.safeParse(one(asked['from'])).data;
  const to = Day.safeParse(one(asked['to'])).data;
  const filter = {
    ...(state === undefined ? {} : { state }),
    ...(q === undefined ? {} : { q }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  const query = { ...filter, page: pageNumber(asked['page']), size: 25 };
  const found = await orAway(backend(dispatch.listAllOrders, { query }));
  const states = await getTranslations('orders.states');
  return (
    <>
      <h1>Orders</h1>
      <form method="get" className="my-4 flex flex-wrap items-end gap-3">
        <div className="grow sm:max-w-80">
          <label htmlFor="q" className="label">
            Order number or e-mail address
          </label>
          <input id="q" name="q" type="search" defaultValue={q} maxLength={254} className="input" />
        </div>
        <div>
          <label htmlFor="state" className="label">
            State
          </label>
          <select id="state" name="state" defaultValue={state ?? ''} className="input">
            <option value="">Any</option>
            {dispatch.OrderState.options.map((option) => (
              <option key={option} value={option}>
                {states(option)}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label htmlFor="from" className="label">
            Placed from
          </label>
          <input id="from" name="from" type="date" defaultValue={from} className="input" />
        </div>
        <div>
          <label htmlFor="to" className="label">
            To
          </label>
          <input id="to" name="to" type="date" defaultValue={to} className="input" />
        </div>
        <button type="submit" className="button-quiet">
          Show
        </button>
      </form>
      <FoundList
        found={found}
        what="orders"
        none="There are no orders like that."
        counted="in all, the newest first"
        href={(page) => hrefWith(PATH, { ...filter, page })}
      >
        {(orders) => (
          <Table
            caption="Orders, newest first"
            heads={['Number', 'Placed', 'State', 'Shopper', 'Items', 'Total']}
          >
            {orders.map((order) => (
              <tr key={order.id}>
                <td>
                  <ShopLink href={`${PATH}/${order.id}`} className="link font-medium">
                    {order.number}
                  </ShopLink>
                </td>
                <td>{when(order.placedAt)}</td>
                <td>
                  <StateBadge state={order.state} />
                </td>
                <td>{order.email}</td>
                <td className="tabular-nums">{order.lines.reduce((sum, line) => sum + line.quantity, 0)}</td>
                <td className="tabular-nums">{money(order.totals.total)}</td>
              </tr>
            ))}
          </Table>
        )}
      </FoundList>
    </>
  );
}
