import type { cart, dispatch } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import { useFormats } from '../../i18n/use-formats.ts';

/** What is being bought, beside every step; folded away on a phone. Sums are the shop's, never ours. */
export function Summary({ cart: bag, quote }: { cart: cart.Cart; quote: dispatch.Quote | undefined }) {
  const t = useTranslations('checkout.summary');
  const { money } = useFormats();
  const total = money(quote?.totals.total ?? bag.subtotal);
  const items = t('items', { count: bag.quantity });
  return (
    <aside aria-label={t('title')} className="card p-4 max-lg:order-first sm:p-5 lg:sticky lg:top-36">
      <details className="lg:hidden">
        <summary className="flex min-h-11 cursor-pointer items-center justify-between gap-3">
          <span className="font-medium">{items}</span>
          <span className="font-semibold tabular-nums">{total}</span>
        </summary>
        <Items lines={bag.lines} />
        <Discount quote={quote} />
      </details>
      <div className="max-lg:hidden">
        <h2 className="mb-3">{t('title')}</h2>
        <Items lines={bag.lines} />
        <Discount quote={quote} />
        <p className="mt-3 flex justify-between gap-3 border-t border-line pt-3 font-semibold">
          <span>{quote === undefined ? items : t('total')}</span>
          <span className="tabular-nums">{total}</span>
        </p>
      </div>
      <p className="mt-1 text-sm text-muted">
        {quote === undefined
          ? t('later')
          : t('delivery', { name: quote.delivery.name, price: money(quote.totals.shipping) })}
      </p>
    </aside>
  );
}

function Discount({ quote }: { quote: dispatch.Quote | undefined }) {
  const { money } = useFormats();
  if (quote?.promotion === undefined || quote.totals.discount === undefined) return null;
  return (
    <p className="mt-2 flex justify-between gap-3 text-sm text-good">
      <span>
        {quote.promotion.title} ({quote.promotion.code})
      </span>
      <span className="tabular-nums">−{money(quote.totals.discount)}</span>
    </p>
  );
}

function Items({ lines }: { lines: cart.Cart['lines'] }) {
  const { money } = useFormats();
  return (
    <ul className="space-y-2 text-sm">
      {lines.map((line) => (
        <li key={line.sku} className="flex justify-between gap-3">
          <span>
            {line.quantity} × {line.name}
          </span>
          <span className="tabular-nums">{money(line.lineTotal)}</span>
        </li>
      ))}
    </ul>
  );
}
