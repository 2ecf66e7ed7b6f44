'use client';

import type { dispatch } from '@shop/contracts';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { useFormats } from '../../i18n/use-formats.ts';
import { ShopLink } from '../shop-link.tsx';
import { Notice } from '../ui.tsx';
import { CancelButton } from './cancel-button.tsx';
import { OrderFacts } from './facts.tsx';
import { Progress } from './progress.tsx';
import { ProveForm } from './prove-form.tsx';
import { Reorder } from './reorder.tsx';
import { ReturnForm } from './return-form.tsx';
import { ReturnList } from './return-list.tsx';
import { StateBadge } from './state.tsx';
import { Timeline } from './timeline.tsx';
import { type Following, type ShownOrder, useOrder } from './use-order.ts';
import { useStory } from './use-story.ts';

interface Props {
  initial: ShownOrder;
  following: Following;
  /** True for a guest, who may want an account for next time. */
  invite: boolean;
}

/** An order, as it moves. */
export function OrderView({ initial, following, invite }: Props) {
  const t = useTranslations('orders');
  const { date } = useFormats();
  const order = useOrder(initial, following);
  const story = useStory(order);
  const router = useRouter();
  const confirmed = order.timeline.some(({ state }) => state === 'confirmed');
  // The cart is emptied by the confirmation: what the header says of it is old news then.
  useEffect(() => {
    if (confirmed) router.refresh();
  }, [confirmed, router]);
  return (
    <>
      <div className="mb-2 flex flex-wrap items-center gap-3">
        <h1>{t('number', { number: order.number })}</h1>
        <StateBadge state={order.state} />
        <button type="button" className="button-quiet no-print ml-auto" onClick={() => window.print()}>
          {t('print')}
        </button>
      </div>
      <p role="status" className="sr-only">
        {t(`states.${order.state}`)}: {story(order.timeline.length - 1)}
      </p>
      <p className="mb-4 hidden print:block">{t('receiptOf', { date: date(order.placedAt) })}</p>
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
          <div className="no-print space-y-6">
            {order.final && <Reorder orderId={order.id} following={following} />}
            {invite && (
              <section className="card p-4 sm:p-5">
                <h2 className="mb-2">{t('invite.title')}</h2>
                <p className="mb-3 text-sm text-muted">{t('invite.text')}</p>
                <ShopLink href="/register" className="button-quiet">
                  {t('invite.open')}
                </ShopLink>
              </section>
            )}
          </div>
        </div>
        <div className="no-print space-y-6">
          <section className="card p-4 sm:p-5">
            <h2>{t('happened')}</h2>
            {order.shipment !== undefined && (
              <p className="mt-1 text-sm text-muted">
                {t.rich('tracking', {
                  number: () => (
                    <span className="font-mono wrap-anywhere text-ink">{order.shipment?.trackingNumber}</span>
                  ),
                })}
              </p>
            )}
            <div className="mt-4">
              <Timeline order={order} />
            </div>
          </section>
          {order.cancellable && following.by === 'session' && <CancelButton orderId={order.id} />}
        </div>
      </div>
    </>
  );
}

const again = new Set<dispatch.CancelReason>([
  'out_of_stock',
  'payment_declined',
  'payment_expired',
  'capture_failed',
]);

/** The one thing the shopper should know or do now. */
function Standing({ order }: { order: ShownOrder }) {
  const t = useTranslations('orders.standing');
  const reasons = useTranslations('orders.reasons');
  const { email = t('yourEmail') } = order;
  const { challengeUrl, uncertain } = order.payment;
  if (order.reason !== undefined && again.has(order.reason)) {
    return (
      <Notice tone="bad" title={reasons(order.reason)}>
        <ShopLink
          href={order.reason === 'out_of_stock' ? '/cart' : '/checkout'}
          className="button-primary mt-3"
        >
          {order.reason === 'out_of_stock' ? t('cart') : t('another')}
        </ShopLink>
      </Notice>
    );
  }
  if (order.reason !== undefined) return <Notice tone="info" title={reasons(order.reason)} />;
  if (challengeUrl !== undefined) {
    return (
      <Notice tone="warn" title={t('bank')}>
        <p>{t('bankText')}</p>
        <a href={challengeUrl} className="button-primary mt-3">
          {t('answer')}
        </a>
      </Notice>
    );
  }
  if (uncertain) {
    return (
      <Notice tone="info" title={t('uncertain')}>
        {t('uncertainText')}
      </Notice>
    );
  }
  if (order.state === 'placed' || order.state === 'reserved') {
    return (
      <Notice tone="info" title={t('received')}>
        {t('receivedText', { email })}
      </Notice>
    );
  }
  if (order.final) return null;
  return <Notice tone="good" title={t('thanks', { email })} />;
}
