import { cart, payment, shipping, user } from '@shop/contracts';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { Checkout } from '../../../components/checkout/checkout.tsx';
import { ShopLink } from '../../../components/shop-link.tsx';
import { Notice } from '../../../components/ui.tsx';
import { here } from '../../../i18n/here.ts';
import { backend, orNothing, publicRead } from '../../../server/backend.ts';
import { currentSession } from '../../../server/session.ts';

export const metadata: Metadata = { title: 'Checkout', robots: { index: false }, referrer: 'no-referrer' };

export default async function CheckoutPage() {
  const session = await currentSession();
  if (session === undefined) redirect(await here('/cart'));
  const member = session.shopper.kind === 'member';
  const [bag, countries, gateways, profile, addresses] = await Promise.all([
    orNothing(backend(cart.getCart, {})),
    orNothing(publicRead(shipping.listCountries, {})),
    orNothing(publicRead(payment.listGateways, {})),
    member ? orNothing(backend(user.getProfile, {})) : undefined,
    member ? orNothing(backend(user.listAddresses, {})) : undefined,
  ]);
  if (
    bag !== undefined &&
    (bag.lines.length === 0 || bag.lines.some(({ problem }) => problem !== undefined))
  ) {
    redirect(await here('/cart'));
  }
  return (
    <>
      <div className="mb-6 flex flex-wrap items-baseline justify-between gap-3">
        <h1>Checkout</h1>
        {!member && (
          <p className="text-sm text-muted">
            You are buying as a guest.{' '}
            <ShopLink href="/login?next=/checkout" className="link">
              Sign in instead
            </ShopLink>
          </p>
        )}
      </div>
      <noscript>
        <p className="mb-4 rounded-lg bg-warn-soft p-4">
          To pay, please switch on JavaScript: the card fields of the payment provider need it.
        </p>
      </noscript>
      {bag?.priced !== true || countries === undefined || gateways === undefined ? (
        <Notice tone="warn" title="You cannot pay right now">
          A part of the shop is taking a break. Your cart is safe; please try again in a moment.
        </Notice>
      ) : (
        <Checkout
          owner={session.shopper.id}
          cart={bag}
          countries={countries.items}
          gateways={gateways.items}
          email={profile?.email ?? ''}
          addresses={addresses?.items ?? []}
        />
      )}
    </>
  );
}
