import type { cart, dispatch } from '@shop/contracts';
import { money } from '../ui.tsx';

/** What is being bought, beside every step; folded away on a phone. Sums are the shop's, never ours. */
export function Summary({ cart: bag, quote }: { cart: cart.Cart; quote: dispatch.Quote | undefined }) {
  const total = money(quote?.totals.total ?? bag.subtotal);
  const items = `${bag.quantity} ${bag.quantity === 1 ? 'item' : 'items'}`;
  return (
    <aside aria-label="Your order" className="card p-4 max-lg:order-first sm:p-5 lg:sticky lg:top-36">
      <details className="lg:hidden">
        <summary className="flex min-h-11 cursor-pointer items-center justify-between gap-3">
          <span className="font-medium">{items}</span>
          <span className="font-semibold tabular-nums">{total}</span>
        </summary>
        <Items lines={bag.lines} />
      </details>
      <div className="max-lg:hidden">
        <h2 className="mb-3">Your order</h2>
        <Items lines={bag.lines} />
        <p className="mt-3 flex justify-between gap-3 border-t border-line pt-3 font-semibold">
          <span>{quote === undefined ? items : 'Total'}</span>
          <span className="tabular-nums">{total}</span>
        </p>
      </div>
      <p className="mt-1 text-sm text-muted">
        {quote === undefined
          ? 'Delivery is added in the next steps.'
          : `${quote.delivery.name} delivery is in it: ${money(quote.totals.shipping)}`}
      </p>
    </aside>
  );
}

function Items({ lines }: { lines: cart.Cart['lines'] }) {
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
