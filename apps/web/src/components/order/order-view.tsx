'use client';

import type { dispatch } from '@shop/contracts';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { ShopLink } from '../shop-link.tsx';
import { date, Notice } from '../ui.tsx';
import { CancelButton } from './cancel-button.tsx';
import { OrderFacts } from './facts.tsx';
import { Progress } from './progress.tsx';
import { ProveForm } from './prove-form.tsx';
import { Reorder } from './reorder.tsx';
import { ReturnForm } from './return-form.tsx';
import { ReturnList } from './return-list.tsx';
import { StateBadge, stateNames } from './state.tsx';
import { Timeline } from './timeline.tsx';
import { Tracking } from './tracking.tsx';
import { type Following, type ShownOrder, useOrder } from './use-order.ts';

interface Props {
  initial: ShownOrder;
  following: Following;
  /** True for a guest, who may want an account for next time. */
  invite: boolean;
}

/** An order, as it moves. */
export function OrderView({ initial, following, invite }: Props) {
  const order = useOrder(initial, following);
  const router = useRouter();
  const confirmed = order.timeline.some(({ state }) => state === 'confirmed');
  // The cart is emptied by the confirmation: what the header says of it is old news then.
  useEffect(() => {
    if (confirmed) router.refresh();
  }, [confirmed, router]);
  return (
    <>
      <div className="mb-2 flex flex-wrap items-center gap-3">
        <h1>Order {order.number}</h1>
        <StateBadge state={order.state} />
        <button type="button" className="button-quiet no-print ml-auto" onClick={() => window.print()}>
          Print the receipt
        </button>
      </div>
      <p role="status" className="sr-only">
        {stateNames[order.state]}: {order.timeline.at(-1)?.text}
      </p>
      <p className="mb-4 hidden print:block">Receipt of ShopStack. Ordered on {date(order.placedAt)}.</p>
      <div className="no-print mb-6 space-y-3">
        <Standing order={order} />
      </div>
      <Progress order={order} />
      <div className="grid gap-6 *:min-w-0 lg:grid-cols-[2fr_1fr] print:block">
        <div className="space-y-6">
          <OrderFacts order={order} />
          <ReturnList order={order} />
          {(following.by === 'session' || order.email !== undefined) && (
            <ReturnForm order={order} following={following} />
          )}
          {following.by === 'key' && order.email === undefined && (
            <ProveForm orderId={order.id} accessKey={following.key} />
          )}
        </div>
        <div className="no-print space-y-6">
          <section className="card p-4 sm:p-5">
            <h2 className="mb-4">What happened</h2>
            <Timeline order={order} />
          </section>
          {order.shipment !== undefined && <Tracking shipment={order.shipment} />}
          {order.cancellable && following.by === 'session' && <CancelButton orderId={order.id} />}
          {order.final && <Reorder orderId={order.id} following={following} />}
          {invite && (
            <section className="card p-4 sm:p-5">
              <h2 className="mb-2">Next time, faster</h2>
              <p className="mb-3 text-sm text-muted">
                With an account your addresses and orders are kept for you.
              </p>
              <ShopLink href="/register" className="button-quiet">
                Open an account
              </ShopLink>
            </section>
          )}
        </div>
      </div>
    </>
  );
}

const reasons: Record<dispatch.CancelReason, string> = {
  out_of_stock: 'Something you ordered was sold out a moment before. Nothing was charged.',
  payment_declined: 'Your bank declined the card. Nothing was charged, and your cart is as it was.',
  payment_expired: 'The payment was not confirmed in time. Nothing was charged, and your cart is as it was.',
  shipping_refused: 'The carrier could not take the parcel. Nothing was charged.',
  capture_failed: 'The payment could not be collected. Nothing was charged.',
  shopper: 'You cancelled this order.',
  shop: 'We had to cancel this order.',
};
const again = new Set<dispatch.CancelReason>([
  'out_of_stock',
  'payment_declined',
  'payment_expired',
  'capture_failed',
]);

/** The one thing the shopper should know or do now. */
function Standing({ order }: { order: ShownOrder }) {
  const { email = 'your e-mail address' } = order;
  const { challengeUrl, uncertain } = order.payment;
  if (order.reason !== undefined && again.has(order.reason)) {
    return (
      <Notice tone="bad" title={reasons[order.reason]}>
        <ShopLink
          href={order.reason === 'out_of_stock' ? '/cart' : '/checkout'}
          className="button-primary mt-3"
        >
          {order.reason === 'out_of_stock' ? 'Look at my cart' : 'Try again with another card'}
        </ShopLink>
      </Notice>
    );
  }
  if (order.reason !== undefined) return <Notice tone="info" title={reasons[order.reason]} />;
  if (challengeUrl !== undefined) {
    return (
      <Notice tone="warn" title="Your bank wants to be sure that it is you">
        <p>Nothing is charged before you have answered. You come back here after.</p>
        <a href={challengeUrl} className="button-primary mt-3">
          Answer my bank
        </a>
      </Notice>
    );
  }
  if (uncertain) {
    return (
      <Notice tone="info" title="Your payment is being confirmed">
        The bank has not answered yet. We ask again until it does; you can leave this page. Please do not pay
        again.
      </Notice>
    );
  }
  if (order.state === 'placed' || order.state === 'reserved') {
    return (
      <Notice tone="info" title="Thank you! We have your order, and your payment is being confirmed.">
        It may take a while; you can leave this page. A receipt goes to {email} then. Please do not pay again.
      </Notice>
    );
  }
  if (order.final) return null;
  return <Notice tone="good" title={`Thank you! A receipt is on its way to ${email}.`} />;
}
