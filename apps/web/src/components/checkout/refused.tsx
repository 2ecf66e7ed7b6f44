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
  return (
    <Notice tone="bad" title={problem.title}>
      {aboutCart.has(problem.code) && (
        <ShopLink href="/cart" className="link">
          Look at my cart
        </ShopLink>
      )}
      {aboutPlace.has(problem.code) && (
        <ShopLink href="/checkout?step=address" className="link">
          Change the address
        </ShopLink>
      )}
    </Notice>
  );
}
