import { cart, payment, shipping, user } from '@shop/contracts';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Checkout } from '../../../components/checkout/checkout.tsx';
import { ShopLink } from '../../../components/shop-link.tsx';
import { Notice } from '../../../components/ui.tsx';
import { here, namedCountries } from '../../../i18n/here.ts';
import { Words } from '../../../i18n/words.tsx';
import { backend, orNothing, publicRead } from '../../../server/backend.ts';
import { likelyCountry } from '../../../server/likely-country.ts';
import { unlisted } from '../../../server/seo.ts';
import { currentSession } from '../../../server/session.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { ...unlisted((await getTranslations('checkout'))('title')), referrer: 'no-referrer' };
}

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
  const t = await getTranslations('checkout');
  return (
    <Words of={['checkout', 'address', 'orders', 'errors', 'promotions']}>
      <div className="mb-6 flex flex-wrap items-baseline justify-between gap-3">
        <h1>{t('title')}</h1>
        {!member && (
          <p className="text-sm text-muted">
            {t.rich('guest', {
              link: (words) => (
                <ShopLink href="/login?next=/checkout" className="link">
                  {words}
                </ShopLink>
              ),
            })}
          </p>
        )}
      </div>
      <div className="if-no-script">
        <Notice tone="warn" title={t('noScript')}>
          <p>{t('noScriptWhy')}</p>
          <ShopLink href="/cart" className="button-quiet mt-3">
            {t('back')}
          </ShopLink>
        </Notice>
      </div>
      {bag?.priced !== true || countries === undefined || gateways === undefined ? (
        <Notice tone="warn" title={t('away')}>
          {t('awayText')}
        </Notice>
      ) : (
        <div className="if-script">
          <Checkout
            owner={session.shopper.id}
            cart={bag}
            countries={await namedCountries(countries.items)}
            gateways={gateways.items}
            email={profile?.email ?? ''}
            addresses={addresses?.items ?? []}
            country={likelyCountry(
              (await headers()).get('accept-language'),
              countries.items.map(({ code }) => code),
            )}
          />
        </div>
      )}
    </Words>
  );
}
