import { dispatch, type payment } from '@shop/contracts';
import { cards, Shopper } from '../../support/shopper.ts';

export interface Checkout {
  readonly shopper: Shopper;
  /** The body of the order; one quote makes one order. */
  readonly body: Awaited<ReturnType<Shopper['orderOf']>>;
}

interface Wish {
  readonly sku: string;
  readonly card?: string;
  readonly gateway?: payment.GatewayId;
  readonly shopper?: Shopper;
}

/** A shopper, a guest unless named, with something in the cart, a quote and a card, one call away from the order. */
export async function atCheckout({
  sku,
  card = cards.approved,
  gateway = 'stripe',
  shopper = new Shopper(),
}: Wish): Promise<Checkout> {
  await shopper.add(sku);
  const address = await shopper.address();
  const quote = await shopper.do(dispatch.createQuote, {
    body: { cityId: address.cityId, service: 'standard' },
  });
  const token = await shopper.cardToken(card, gateway);
  return {
    shopper,
    body: { quote: quote.token, email: shopper.email, address, payment: { gateway, token } },
  };
}
