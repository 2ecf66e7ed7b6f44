import type { cart } from '@shop/contracts';
import { getTranslations } from 'next-intl/server';
import { formats } from '../../i18n/here.ts';
import { Approximately, ChargedInEuro } from '../approximately.tsx';
import { CheckoutLink } from '../checkout-link.tsx';
import { ShopLink } from '../shop-link.tsx';
import { Discount, offerOf, PromotionBox } from './promotion-box.tsx';

/** What the cart comes to, with its promotion, and the way on. */
export async function PromotedSummary({ mine }: { mine: cart.Cart }) {
  const blocked = mine.lines.some(({ problem }) => problem !== undefined);
  const { promotion } = mine;
  const [t, { money }, offer] = await Promise.all([
    getTranslations('cart'),
    formats(),
    promotion === undefined || !mine.priced ? undefined : offerOf(promotion),
  ]);
  return (
    <aside className="card mt-6 h-fit p-6 lg:sticky lg:top-24 lg:mt-0" aria-label={t('summary')}>
      <dl>
        <dt className="text-sm text-muted">{t('subtotal', { count: mine.quantity })}</dt>
        <dd className="mt-1 text-3xl font-semibold tracking-[-0.02em] tabular-nums transition-opacity group-has-[[data-saving]]/cart:opacity-40">
          {mine.priced ? money(mine.subtotal) : '–'} {mine.priced && <Approximately of={mine.subtotal} />}
        </dd>
      </dl>
      <Discount subtotal={mine.subtotal} offer={offer} />
      <p className="mt-2 text-sm text-muted">{t('vat')}</p>
      <ChargedInEuro />
      {mine.priced && <PromotionBox code={promotion} offer={offer} />}
      {blocked || !mine.priced ? (
        <>
          <button type="button" disabled className="button-primary mt-5 w-full">
            {t('checkOut')}
          </button>
          {blocked && <p className="mt-2 text-sm text-bad">{t('blocked')}</p>}
        </>
      ) : (
        <CheckoutLink />
      )}
      <ShopLink href="/" className="link mt-2 flex min-h-11 items-center justify-center text-sm">
        {t('continue')}
      </ShopLink>
    </aside>
  );
}
