import { cards, newProduct, Shopper } from '../../support/shopper.ts';

const PASSWORD = 'correct horse battery';

/** What is made for the pages that show something. */
export interface Made {
  sku: string;
  soldOut: string;
  member: { login: string; password: string; orderId: string };
  /** An order of a guest's that was not paid, and the key from its e-mail. */
  declined: { orderId: string; key: string };
}

/** A product, one that is sold out, a member with an order that has come, a guest whose card was declined. */
export async function make(): Promise<Made> {
  const [product, gone] = await Promise.all([newProduct(), newProduct({ stock: 0 })]);
  const login = `grace ${product.sku}`;
  const member = await new Shopper().register(login, PASSWORD);
  const guest = new Shopper();
  await Promise.all([member.add(product.sku), guest.add(product.sku)]);
  const [bought, refused] = await Promise.all([member.buy(), guest.buy(cards.declined)]);
  await Promise.all([
    member.waitForState(bought.id, 'delivered'),
    guest.waitForState(refused.id, 'cancelled'),
  ]);
  return {
    sku: product.sku,
    soldOut: gone.sku,
    member: { login, password: PASSWORD, orderId: bought.id },
    declined: { orderId: refused.id, key: refused.accessKey },
  };
}
