import { dispatch } from '@shop/contracts';
import type { Metadata } from 'next';
import { Table } from '../../../../components/admin/table.tsx';
import { Tile } from '../../../../components/admin/tile.tsx';
import { when } from '../../../../components/order/state.tsx';
import { ShopLink } from '../../../../components/shop-link.tsx';
import { Notice } from '../../../../components/ui.tsx';
import { backend, orAway } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

export const metadata: Metadata = { title: 'Stock audit · Admin' };

const names: Record<dispatch.StockProblem['what'], string> = {
  does_not_add_up: 'does not add up',
  below_zero: 'below zero',
  hold_of_unknown_order: 'held for an order nobody knows',
  hold_of_final_order: 'held for an order that has ended',
  hold_not_expected: 'held although the order was told otherwise',
};

export default async function StockAudit() {
  await requireStaff('staff', '/admin/stock-audit');
  const found = await orAway(backend(dispatch.auditStock, {}));
  return (
    <>
      <h1>Stock audit</h1>
      <p className="my-3 max-w-prose text-sm text-muted">
        The books of every product, compared with the orders: available, held and sold make what was stocked,
        and every hold has an order that needs it. Counted anew each time this page is opened.
      </p>
      {found === 'away' ? (
        <Notice tone="bad" title="The stock cannot be checked now: the catalogue does not answer." />
      ) : (
        <>
          <ul className="mb-6 grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-6">
            {(['products', 'holds', 'available', 'held', 'sold', 'stocked'] as const).map((name) => (
              <Tile
                key={name}
                name={`${name.charAt(0).toUpperCase()}${name.slice(1)}`}
                value={String(found[name])}
              />
            ))}
          </ul>
          {found.problems.length === 0 ? (
            <Notice tone="good" title={`Everything adds up, ${when(found.at)}.`} />
          ) : (
            <Table caption="What cannot be right" heads={['Product', 'What', 'In figures', 'Order']}>
              {found.problems.map(({ sku, what, text, orderId }) => (
                <tr key={`${sku} ${what} ${orderId ?? ''}`}>
                  <td className="font-mono text-xs">{sku}</td>
                  <td className="font-medium text-bad">{names[what]}</td>
                  <td>{text}</td>
                  <td>
                    {orderId !== undefined && (
                      <ShopLink href={`/admin/orders/${orderId}`} className="link font-mono text-xs">
                        {orderId}
                      </ShopLink>
                    )}
                  </td>
                </tr>
              ))}
            </Table>
          )}
        </>
      )}
    </>
  );
}
