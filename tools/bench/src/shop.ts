import { cart, catalogue, dispatch, type shipping, shipping as shippingService, user } from '@shop/contracts';
import { Peers } from '@shop/service/plain';
import { v7 as uuid } from 'uuid';
import { serviceNames } from '../../stack/src/parts.ts';
import type { Stack } from '../../stack/src/stack.ts';

/** Through which door: the gateway, or the service itself. */
export type Door = 'direct' | 'gateway';

/** Somebody who may put things in a cart and order; the headers are what that door wants to know them by. */
export interface Buyer {
  readonly door: Door;
  readonly headers: Record<string, string>;
}

const STOCK = 1_000_000;
const JSON_TYPE = { 'content-type': 'application/json' };
const LIMIT_MS = 20_000;

/** The running shop, as the benchmark sets it up and uses it. */
export class Shop {
  private readonly peers: Peers;
  readonly stack: Stack;
  private city: shipping.City | undefined;

  constructor(stack: Stack, serviceSecret: string) {
    this.stack = stack;
    const urls = Object.fromEntries(serviceNames.map((name) => [name, stack.urls[name]]));
    this.peers = new Peers({ self: 'web', secret: serviceSecret, urls });
  }

  close(): Promise<void> {
    return this.peers.close();
  }

  /** Adds a product with so much stock that no run sells it out; returns its SKU. */
  async addProduct(): Promise<string> {
    const { accessToken } = await this.peers.call(user.login, {
      body: { login: 'admin', password: 'robots-in-charge' },
    });
    const sku = `BENCH-${uuid().slice(-12)}`;
    const product = {
      sku,
      name: `Bench ${sku}`,
      description: 'Bought by the benchmark.',
      price: { amount: 12_345, currency: 'EUR' as const },
      categories: ['robot'],
      weightGrams: 1_500,
      stock: STOCK,
    };
    await this.peers.call(catalogue.createProduct, { body: product }, { token: accessToken });
    return sku;
  }

  /** SKUs of some products of the shop. */
  async someSkus(count: number): Promise<string[]> {
    const { items } = await this.peers.call(catalogue.listProducts, { query: { size: count } });
    return items.map(({ sku }) => sku);
  }

  /** New guests, each with a token or a cookie of their own. */
  buyers(door: Door, count: number): Promise<Buyer[]> {
    return Promise.all(
      Array.from({ length: count }, async () => {
        const headers = door === 'direct' ? await this.tokenHeader() : await this.cookieHeader();
        return { door, headers };
      }),
    );
  }

  private async tokenHeader() {
    const { accessToken } = await this.peers.call(user.createGuest, {});
    return { authorization: `Bearer ${accessToken}` };
  }

  private async cookieHeader() {
    const answer = await fetch(`${this.stack.url}/api/cart/cart`, { signal: AbortSignal.timeout(LIMIT_MS) });
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
    if (answer.status !== 200 || cookie === undefined)
      throw new Error(`the gateway started no guest session: ${answer.status} ${await answer.text()}`);
    return { cookie };
  }

  /** Where a buyer's request goes. */
  place(buyer: Buyer, service: 'cart' | 'dispatch', path: string): string {
    return buyer.door === 'direct'
      ? this.stack.urls[service] + path
      : `${this.stack.url}/api/${service}${path}`;
  }

  private async post(
    buyer: Buyer,
    service: 'cart' | 'dispatch',
    path: string,
    body: object,
  ): Promise<unknown> {
    const answer = await fetch(this.place(buyer, service, path), {
      method: 'POST',
      headers: { ...JSON_TYPE, ...buyer.headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const text = await answer.text();
    if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  /** Puts one of a product in the buyer's cart. */
  async fill(buyer: Buyer, sku: string): Promise<void> {
    cart.Cart.parse(await this.post(buyer, 'cart', '/cart/lines', { sku, quantity: 1 }));
  }

  /** A quote of the buyer's cart and a card token: all that an order needs, as the body to post. */
  async orderBody(buyer: Buyer): Promise<object> {
    const city = await this.somewhere();
    const quoted = await this.post(buyer, 'dispatch', '/quotes', { cityId: city.id, service: 'standard' });
    const address = {
      name: 'Ada Lovelace',
      street: 'Unter den Linden 1',
      postcode: '10117',
      cityId: city.id,
      city: city.name,
      country: city.country,
    };
    const payment = { gateway: 'stripe', token: await this.cardToken() };
    return { quote: dispatch.Quote.parse(quoted).token, email: 'bench@example.org', address, payment };
  }

  private async somewhere(): Promise<shipping.City> {
    const typed = { params: { country: 'DE' }, query: { q: 'Berlin' } };
    this.city ??= (await this.peers.call(shippingService.findCities, typed)).items[0];
    if (this.city === undefined) throw new Error('the shop has no city called Berlin');
    return this.city;
  }

  /** What the hosted card fields do in a browser. */
  private async cardToken(): Promise<string> {
    const answer = await fetch(`${this.stack.psp}/fields/stripe/token`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify({ number: '4242 4242 4242 4242', expiry: '12/30', cvc: '123' }),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    const { token } = (await answer.json()) as { token?: string };
    if (token === undefined) throw new Error(`no card token: ${answer.status}`);
    return token;
  }

  /** How many orders have not come as far as being paid for. */
  async ordersUnderWay(adminToken: string): Promise<number> {
    const states = ['placed', 'reserved', 'authorised', 'confirmed', 'booked'] as const;
    const pages = states.map((state) =>
      this.peers.call(dispatch.listAllOrders, { query: { state, size: 1 } }, { token: adminToken }),
    );
    return (await Promise.all(pages)).reduce((sum, { total }) => sum + total, 0);
  }

  async adminToken(): Promise<string> {
    const body = { login: 'admin', password: 'robots-in-charge' };
    return (await this.peers.call(user.login, { body })).accessToken;
  }
}
