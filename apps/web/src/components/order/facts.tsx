import type { dispatch } from '@shop/contracts';
import { ShopLink } from '../shop-link.tsx';
import { arrival, money } from '../ui.tsx';

type Facts = Pick<dispatch.Order, 'lines' | 'totals' | 'delivery' | 'payment'> &
  Partial<Pick<dispatch.Order, 'address' | 'email'>>;

/** What was ordered, what it cost and where it goes: the receipt. */
export function OrderFacts({ order }: { order: Facts }) {
  const { address, email, payment } = order;
  return (
    <>
      <section aria-label="What was ordered" className="card p-4 sm:p-5">
        <Lines lines={order.lines} />
        <Totals totals={order.totals} delivery={order.delivery} refunded={payment.refunded} />
      </section>
      <section aria-label="Delivery and payment" className="card grid gap-5 p-4 sm:grid-cols-3 sm:p-5">
        <div>
          <h3 className="mb-1 text-sm text-muted">Delivered to</h3>
          {address === undefined ? (
            <p>The address you gave us</p>
          ) : (
            <address className="not-italic">
              {address.name}
              <br />
              {address.street}
              <br />
              {address.postcode} {address.city}, {address.country}
            </address>
          )}
        </div>
        <div>
          <h3 className="mb-1 text-sm text-muted">Delivery</h3>
          <p>{order.delivery.name}</p>
          <p className="text-sm text-muted">{arrival(order.delivery)}</p>
        </div>
        <div>
          <h3 className="mb-1 text-sm text-muted">Payment</h3>
          <p>{payment.card === undefined ? 'Card' : cardName(payment.card)}</p>
          {email !== undefined && <p className="text-sm break-words text-muted">Receipt to {email}</p>}
        </div>
      </section>
    </>
  );
}

/** A card as its owner knows it: Visa ending in 4242. */
export const cardName = ({ brand, last4 }: { brand: string; last4: string }): string =>
  `${brand.charAt(0).toUpperCase()}${brand.slice(1)} ending in ${last4}`;

export function Lines({ lines }: { lines: dispatch.OrderLine[] }) {
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
  delivery: dispatch.Order['delivery'];
  refunded?: dispatch.Order['payment']['refunded'];
}

export function Totals({ totals, delivery, refunded }: TotalsProps) {
  return (
    <dl className="mt-2 space-y-1 border-t border-line pt-3 [&>div]:flex [&>div]:justify-between [&_dd]:tabular-nums">
      <div>
        <dt>Items</dt>
        <dd>{money(totals.subtotal)}</dd>
      </div>
      <div>
        <dt>Delivery, {delivery.name}</dt>
        <dd>{money(totals.shipping)}</dd>
      </div>
      <div className="text-lg font-semibold">
        <dt>Total</dt>
        <dd>{money(totals.total)}</dd>
      </div>
      <div className="text-sm text-muted">
        <dt>of which VAT</dt>
        <dd>{money(totals.tax)}</dd>
      </div>
      {refunded !== undefined && refunded.amount > 0 && (
        <div className="font-medium text-good">
          <dt>Refunded</dt>
          <dd>{money(refunded)}</dd>
        </div>
      )}
    </dl>
  );
}
