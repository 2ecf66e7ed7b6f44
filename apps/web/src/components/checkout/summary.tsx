import type { cart, dispatch } from '@shop/contracts';
import { money } from '../ui.tsx';

/** What is being bought, beside every step. Sums are the shop's, never ours. */
export function Summary({ cart: bag, quote }: { cart: cart.Cart; quote: dispatch.Quote | undefined }) {
  return (
    <aside aria-label="Your order" className="card p-4 max-lg:order-first sm:p-5 lg:sticky lg:top-36">
      <details className="group" open={false}>
        <summary className="flex min-h-11 cursor-pointer items-center justify-between gap-3">
          <span className="font-medium">
            {bag.quantity} {bag.quantity === 1 ? 'item' : 'items'}
          </span>
          <span className="font-semibold tabular-nums">{money(quote?.totals.total ?? bag.subtotal)}</span>
        </summary>
        <ul className="mt-2 space-y-2 border-t border-line pt-3 text-sm">
          {bag.lines.map((line) => (
            <li key={line.sku} className="flex justify-between gap-3">
              <span>
                {line.quantity} × {line.name}
              </span>
              <span className="tabular-nums">{money(line.lineTotal)}</span>
            </li>
          ))}
        </ul>
      </details>
      <p className="mt-1 text-sm text-muted">
        {quote === undefined
          ? 'Delivery is added in the next steps.'
          : `With delivery: ${money(quote.totals.shipping)}`}
      </p>
    </aside>
  );
}
