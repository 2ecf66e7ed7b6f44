import { type AnyRoute, cart, dispatch, type Output, pathOf, publicPath, shipping } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import type { OwnShop } from '../support/shop.ts';

const LIMIT_MS = 10_000;
const SKU = 'STAN-1';

/** Places one order and returns names of things that exist, by the name of the parameter that takes them. */
export async function knownThings(shop: OwnShop, token: string): Promise<Record<string, string>> {
  async function ask<R extends AnyRoute>(route: R, input: object = {}): Promise<Output<R>> {
    const body = 'body' in input ? JSON.stringify(input.body) : undefined;
    if (publicPath(route) === undefined) throw new Error(`${route.path} is for services`);
    const response = await fetch(`${shop.urls[route.service]}${pathOf(route, input)}`, {
      method: route.method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(route.idempotent ? { 'idempotency-key': uuid() } : {}),
      },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    if (!response.ok) throw new Error(`${route.path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Output<R>;
  }

  const [city] = (await ask(shipping.findCities, { params: { country: 'DE' }, query: { q: 'berlin' } }))
    .items;
  if (city === undefined) throw new Error('Berlin is not in the list of cities.');
  await ask(cart.addLine, { body: { sku: SKU, quantity: 1 } });
  const quote = await ask(dispatch.createQuote, { body: { cityId: city.id, service: 'standard' } });
  const card = await fetch(`${shop.psp}/fields/stripe/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ number: '4242424242424242', expiry: '12/30', cvc: '123' }),
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  const { token: cardToken } = (await card.json()) as { token: string };
  const payment = { gateway: 'stripe', token: cardToken };
  const address = {
    name: 'Ada',
    street: 'Way 1',
    postcode: '10117',
    cityId: city.id,
    city: city.name,
    country: 'DE',
  };
  const order = await ask(dispatch.placeOrder, {
    body: { quote: quote.token, email: 'fuzz@example.org', address, payment },
  });
  return {
    sku: SKU,
    orderId: order.id,
    accessKey: order.accessKey,
    country: 'DE',
    cityId: String(city.id),
    gateway: 'stripe',
  };
}
