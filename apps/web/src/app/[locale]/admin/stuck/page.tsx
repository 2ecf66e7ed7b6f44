import { dispatch } from '@shop/contracts';
import type { Metadata } from 'next';
import { Table } from '../../../../components/admin/table.tsx';
import { StateBadge, when } from '../../../../components/order/state.tsx';
import { ShopLink } from '../../../../components/shop-link.tsx';
import { Notice } from '../../../../components/ui.tsx';
import { backend, orAway } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

export const metadata: Metadata = { title: 'Stuck orders · Admin' };

export default async function StuckOrders() {
  await requireStaff('support', '/admin/stuck');
  const found = await orAway(backend(dispatch.listStuckOrders, { query: {} }));
  return (
    <>
      <h1>Stuck orders</h1>
      <p className="my-3 max-w-prose text-sm text-muted">
        Orders whose commands were sent again three times without an answer, or that nobody has looked at in
        time. They go on by themselves as soon as whoever should answer does: look at the system first.
      </p>
      {found === 'away' && (
        <Notice tone="bad" title="The orders cannot be read now. Try again in a moment." />
      )}
      {found !== 'away' && found.total === 0 && <Notice tone="good" title="None. Every order gets on." />}
      {found !== 'away' && found.total > 0 && (
        <Table
          caption="Stuck orders, the oldest first"
          heads={['Number', 'State', 'Why', 'Waits for', 'Since', 'Looked at again']}
        >
          {found.items.map((order) => (
            <tr key={order.orderId}>
              <td>
                <ShopLink href={`/admin/orders/${order.orderId}`} className="link font-medium">
                  {order.number}
                </ShopLink>
                {order.synthetic === true && <span className="block text-xs text-muted">a trial order</span>}
              </td>
              <td>
                <State state={order.state} />
              </td>
              <td className="max-w-80 whitespace-normal">{order.why}</td>
              <td className="font-mono text-xs">{order.waitsFor.join(', ')}</td>
              <td>{when(order.since)}</td>
              <td>{order.dueAt === undefined ? 'never' : when(order.dueAt)}</td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}

function State({ state }: { state: string }) {
  const known = dispatch.OrderState.safeParse(state).data;
  return known === undefined ? state : <StateBadge state={known} />;
}
