import { useTranslations } from 'next-intl';
import { useSentence } from '../../i18n/use-sentence.ts';
import type { Refusal } from '../account/problem.ts';
import { ShopLink } from '../shop-link.tsx';
import { Notice } from '../ui.tsx';

const aboutCart = new Set([
  'cart_changed',
  'cart_full',
  'out_of_stock',
  'not_enough_stock',
  'product_not_found',
]);
// Whoever checks out had something in the cart: an empty one is somebody else's, a guest's of a moment ago.
const signedOut = new Set(['cart_empty', 'not_signed_in', 'token_expired', 'session_revoked']);
const aboutPlace = new Set(['shipping_unavailable', 'city_not_found', 'destination_mismatch']);

/** Why the shop said no, and where to put it right. */
export function Refused({ problem }: { problem: Refusal }) {
  const t = useTranslations('checkout.refused');
  const sentence = useSentence();
  if (signedOut.has(problem.code)) {
    return (
      <Notice tone="warn" title={t('closed')}>
        <p>{t('closedText')}</p>
        <div className="mt-3 flex flex-wrap gap-3">
          <ShopLink href="/login?next=/checkout" className="button-primary">
            {t('signIn')}
          </ShopLink>
          <ShopLink href="/cart" className="button-quiet">
            {t('cart')}
          </ShopLink>
        </div>
      </Notice>
    );
  }
  return (
    <Notice tone="bad" title={sentence(problem.code)}>
      {aboutCart.has(problem.code) && (
        <ShopLink href="/cart" className="link">
          {t('cart')}
        </ShopLink>
      )}
      {aboutPlace.has(problem.code) && (
        <ShopLink href="/checkout?step=address" className="link">
          {t('address')}
        </ShopLink>
      )}
    </Notice>
  );
}
