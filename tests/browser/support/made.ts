import { dispatch, ratings, user } from '@shop/contracts';
import { cards, newProduct, Shopper, theAdmin } from '../../support/shopper.ts';
import { plant } from './letters.ts';

const PASSWORD = 'correct horse battery';

/** What is made for the pages that show something. */
export interface Made {
  sku: string;
  soldOut: string;
  member: { login: string; password: string; orderId: string; wishlist: string };
  /** An order of a guest's that was not paid, and the key from its e-mail. */
  declined: { orderId: string; key: string };
  promotionId: string;
  /** Counts for dearer carts alone. */
  dearCode: string;
  letter: { service: 'shipping'; id: string };
}

/**
 * A product, one that is sold out, a member with a wishlist, a review, a return and a refund that waits, a guest whose card
 * was declined, a promotion, and a message that nobody can read.
 */
export async function make(): Promise<Made> {
  const [product, gone] = await Promise.all([
    newProduct({ price: { amount: 60_000, currency: 'EUR' }, attributes: { Colour: 'Red' } }),
    newProduct({ stock: 0 }),
  ]);
  const login = `grace ${product.sku}`;
  const member = await new Shopper().register(login, PASSWORD);
  const guest = new Shopper();
  const admin = await theAdmin();
  await Promise.all([member.add(product.sku, 2), guest.add(product.sku)]);
  const promote = (code: string, terms: object) => {
    const body = { code: `${code}${product.sku.slice(-8)}`.toUpperCase(), title: 'Ten off', ...terms };
    const benefit = { kind: 'percentage', percent: 10 };
    return admin.do(dispatch.createPromotion, { body: { ...body, benefit } });
  };
  const [promotion, dear, bought, refused, letter] = await Promise.all([
    promote('LOOK', {}),
    promote('DEAR', { minimum: { amount: 1_000_000, currency: 'EUR' } }),
    member.buy(),
    guest.buy(cards.declined),
    plant('shipping', '{ "no": "envelope" }'),
  ]);
  const params = { orderId: bought.id };
  await Promise.all([
    member.waitForState(bought.id, 'delivered'),
    guest.waitForState(refused.id, 'cancelled'),
    member.do(user.addToWishlist, { params: { sku: product.sku } }),
    member.do(user.addToWishlist, { params: { sku: gone.sku } }),
    member.address().then((body) => member.do(user.addAddress, { body })),
    member.do(ratings.putMyReview, {
      params: { sku: product.sku },
      body: { score: 4, title: 'Good company', text: 'Sweeps, sings and never sulks.' },
    }),
  ]);
  const wish = { lines: [{ sku: product.sku, quantity: 1 }], reason: 'defective', note: 'One arm is loose.' };
  await member.do(
    dispatch.requestReturn,
    { params, body: wish },
    { 'idempotency-key': `return-${bought.id}` },
  );
  await admin.do(
    dispatch.refundOrder,
    { params, body: { reason: 'Came with a dent', amount: 55_000 } },
    { 'idempotency-key': `refund-${bought.id}` },
  );
  const { shareKey } = await member.do(user.shareWishlist, { body: { shared: true } });
  return {
    sku: product.sku,
    soldOut: gone.sku,
    member: { login, password: PASSWORD, orderId: bought.id, wishlist: shareKey ?? '' },
    declined: { orderId: refused.id, key: refused.accessKey },
    promotionId: promotion.id,
    dearCode: dear.code,
    letter: { service: 'shipping', id: letter },
  };
}
