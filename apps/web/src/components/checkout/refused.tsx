import { useTranslations } from 'next-intl';
import { useSentence } from '../../i18n/use-sentence.ts';
import type { Refusal } from '../account/problem.ts';
import { ShopLink } from '../shop-link.tsx';
import { Notice } from '../ui.tsx';

const aboutCart = new Set([
  'cart_empty',
  'cart_changed',
  'cart_full',
  'out_of_stock',
  'not_enough_stock',
  'product_not_found',
]);
const aboutPlace = new Set(['shipping_unavailable', 'city_not_found', 'destination_mismatch']);

/** Why the shop said no, and where to put it right. */
export function Refused({ problem }: { problem: Refusal }) {
  const t = useTranslations('checkout.refused');
  const sentence = useSentence();
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
