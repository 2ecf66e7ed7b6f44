import { randomUUID } from 'node:crypto';
import { dispatch, Id, payment } from '@shop/contracts';
import type { Metadata } from 'next';
import { DecideRefund } from '../../../../../components/admin/decide-refund.tsx';
import { RefundForm } from '../../../../../components/admin/refund-form.tsx';
import { RefundLine } from '../../../../../components/admin/refund-line.tsx';
import { ReturnForms } from '../../../../../components/admin/return-forms.tsx';
import { Story } from '../../../../../components/admin/story.tsx';
import { Table } from '../../../../../components/admin/table.tsx';
import { Missing } from '../../../../../components/missing.tsx';
import { OrderFacts, useCardName } from '../../../../../components/order/facts.tsx';
import { StateBadge, when } from '../../../../../components/order/state.tsx';
import { Timeline } from '../../../../../components/order/timeline.tsx';
import { money, Notice } from '../../../../../components/ui.tsx';
import { backend, orMissing, orNothing } from '../../../../../server/backend.ts';
import { requireStaff } from '../../../../../server/session.ts';

export const metadata: Metadata = { title: 'Order · Admin' };

export default async function AdminOrder({ params }: { params: Promise<{ orderId: string }> }) {
  const { orderId } = await params;
  if (!Id.safeParse(orderId).success) return <Missing />;
  const { shopper } = await requireStaff('support', `/admin/orders/${orderId}`);
  const [order, paid, story] = await Promise.all([
    orMissing(backend(dispatch.getAnyOrder, { params: { orderId } })),
    orNothing(backend(payment.getPayment, { params: { orderId } })),
    orNothing(backend(dispatch.getStory, { params: { orderId } })),
  ]);
  if (order === undefined) return <Missing />;
  return (
    <>
      <div className="mb-6 flex flex-wrap items-center gap-3">
        <h1>Order {order.number}</h1>
        <StateBadge state={order.state} />
      </div>
      <div className="grid gap-6 *:min-w-0 lg:grid-cols-[2fr_1fr]">
        <div className="space-y-6">
          <OrderFacts order={order} />
          <section>
            <h2 className="mb-3">What happened, by everybody</h2>
            {story === undefined ? (
              <Notice tone="warn" title="The story cannot be told now. Try again in a moment." />
            ) : (
              <Story story={story} />
            )}
          </section>
          <Attempts paid={paid} />
        </div>
        <div className="space-y-6">
          <section className="card p-4">
            <h2 className="mb-3">Timeline</h2>
            <Timeline order={order} />
          </section>
          <section className="card p-4">
            <h2 className="mb-1">Cancel or refund</h2>
            <p className="mb-3 text-sm text-muted">
              Before the parcel leaves this cancels the order; after that it gives the money back.
            </p>
            <RefundForm order={order} wish={randomUUID()} />
            {order.refunds.length > 0 && (
              <ul className="mt-4 divide-y divide-line border-t border-line">
                {order.refunds.map((refund) => (
                  <li key={refund.id} className="space-y-3 py-3">
                    <RefundLine refund={refund} />
                    {refund.state === 'waiting' && (
                      <DecideRefund
                        orderId={order.id}
                        refundId={refund.id}
                        mine={refund.askedBy.id === shopper.id}
                      />
                    )}
                  </li>
                ))}
              </ul>
            )}
          </section>
          {order.returns.map((one) => (
            <section key={one.id} className="card space-y-3 p-4">
              <h2>Return: {one.state}</h2>
              <p>{one.lines.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ')}</p>
              <p className="text-sm text-muted">
                {one.reason.replaceAll('_', ' ')}, {money(one.amount)}
              </p>
              {one.note !== undefined && <p className="text-sm">{one.note}</p>}
              <ReturnForms orderId={order.id} one={one} />
            </section>
          ))}
          <p className="text-sm break-all text-muted">
            Order {order.id}
            <br />
            Owner {order.ownerId}
          </p>
        </div>
      </div>
    </>
  );
}

function Attempts({ paid }: { paid: payment.Payment | undefined }) {
  const cardName = useCardName();
  if (paid === undefined)
    return <p className="text-muted">There is no payment for this order, or it cannot be read now.</p>;
  return (
    <section>
      <h2 className="mb-1">Payment by {paid.gateway}</h2>
      <p className="mb-3 text-sm text-muted">
        {paid.state}: asked {money(paid.amount)}, captured {money(paid.captured)}, refunded{' '}
        {money(paid.refunded)}
        {paid.card === undefined ? '' : `, ${cardName(paid.card)}`}
      </p>
      <Table
        caption="Calls to the provider"
        heads={['Started', 'Operation', 'Outcome', 'Reason', 'Settled', 'Reference']}
      >
        {paid.attempts.map((attempt) => (
          <tr key={`${attempt.reference} ${attempt.operation} ${attempt.startedAt}`}>
            <td>{when(attempt.startedAt)}</td>
            <td>{attempt.operation}</td>
            <td>{attempt.outcome}</td>
            <td>{attempt.reason ?? ''}</td>
            <td>{attempt.settledAt === undefined ? '' : when(attempt.settledAt)}</td>
            <td className="font-mono text-xs">{attempt.reference}</td>
          </tr>
        ))}
      </Table>
    </section>
  );
}
