import type { dispatch } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../i18n/use-formats.ts';
import { ShopLink } from '../shop-link.tsx';

type Facts = Pick<dispatch.Order, 'lines' | 'totals' | 'promotion' | 'delivery' | 'payment'> &
  Partial<Pick<dispatch.Order, 'address' | 'email'>>;

/** What was ordered, what it cost and where it goes: the receipt. */
export function OrderFacts({ order }: { order: Facts }) {
  const t = useTranslations('orders.facts');
  const cardName = useCardName();
  const { arrival, country } = useFormats();
  const { address, email, payment } = order;
  return (
    <>
      <section aria-label={t('ordered')} className="card p-4 sm:p-5">
        <Lines lines={order.lines} />
        <Totals
          totals={order.totals}
          promotion={order.promotion}
          delivery={order.delivery}
          refunded={payment.refunded}
        />
      </section>
      <section aria-label={t('about')} className="card grid gap-5 p-4 sm:grid-cols-3 sm:p-5">
        <div>
          <h2 className="mb-1 text-sm text-muted">{t('deliveredTo')}</h2>
          {address === undefined ? (
            <p>{t('given')}</p>
          ) : (
            <address className="not-italic">
              {address.name}
              <br />
              {address.street}
              <br />
              {address.postcode} {address.city}, {country(address.country)}
            </address>
          )}
        </div>
        <div>
          <h2 className="mb-1 text-sm text-muted">{t('delivery')}</h2>
          <p>{order.delivery.name}</p>
          <p className="text-sm text-muted">{arrival(order.delivery)}</p>
        </div>
        <div>
          <h2 className="mb-1 text-sm text-muted">{t('payment')}</h2>
          <p>{payment.card === undefined ? t('aCard') : cardName(payment.card)}</p>
          {email !== undefined && <p className="text-sm break-words text-muted">{t('receipt', { email })}</p>}
        </div>
      </section>
    </>
  );
}

/** Names a card as its owner knows it: Visa ending in 4242. */
export function useCardName(): (card: { brand: string; last4: string }) => string {
  const t = useTranslations('orders');
  return ({ brand, last4 }) =>
    t('card', { brand: `${brand.charAt(0).toUpperCase()}${brand.slice(1)}`, last4 });
}

export function Lines({ lines }: { lines: dispatch.OrderLine[] }) {
  const { money } = useFormats();
  return (
    <ul className="divide-y divide-line">
      {lines.map((line) => (
        <li key={line.sku} className="flex items-center gap-3 py-3">
          {/* biome-ignore lint/performance/noImgElement: an SVG of our own has nothing to optimise */}
          <img
            src={line.image}
            alt=""
            width={56}
            height={56}
            className="size-14 shrink-0 rounded-lg bg-sunken"
          />
          <div className="min-w-0 flex-1">
            <ShopLink href={`/product/${line.sku}`} className="font-medium hover:underline">
              {line.name}
            </ShopLink>
            <p className="text-sm text-muted">
              {line.quantity} × {money(line.unitPrice)}
            </p>
          </div>
          <p className="tabular-nums">{money(line.lineTotal)}</p>
        </li>
      ))}
    </ul>
  );
}

interface TotalsProps {
  totals: dispatch.Totals;
  promotion?: dispatch.AppliedPromotion | undefined;
  delivery: dispatch.Order['delivery'];
  refunded?: dispatch.Order['payment']['refunded'];
}

export function Totals({ totals, promotion, delivery, refunded }: TotalsProps) {
  const t = useTranslations('orders.facts');
  const { money } = useFormats();
  return (
    <dl className="mt-2 space-y-1 border-t border-line pt-3 [&>div]:flex [&>div]:justify-between [&_dd]:tabular-nums">
      <div>
        <dt>{t('items')}</dt>
        <dd>{money(totals.subtotal)}</dd>
      </div>
      <div>
        <dt>{t('deliveryBy', { name: delivery.name })}</dt>
        <dd>{money(totals.shipping)}</dd>
      </div>
      {totals.discount !== undefined && (
        <div className="text-good">
          <dt>{promotion === undefined ? '' : `${promotion.title} (${promotion.code})`}</dt>
          <dd>−{money(totals.discount)}</dd>
        </div>
      )}
      <div className="text-lg font-semibold">
        <dt>{t('total')}</dt>
        <dd>{money(totals.total)}</dd>
      </div>
      <div className="text-sm text-muted">
        <dt>{t('vat')}</dt>
        <dd>{money(totals.tax)}</dd>
      </div>
      {refunded !== undefined && refunded.amount > 0 && (
        <div className="font-medium text-good">
          <dt>{t('refunded')}</dt>
          <dd>{money(refunded)}</dd>
        </div>
      )}
    </dl>
  );
}
