import {
  type AnyRoute,
  type CallInput,
  cart,
  catalogue,
  dispatch,
  type Output,
  pathOf,
  type payment,
  publicPath,
  type Role,
  shipping,
  web,
} from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { Cookies } from '../../tools/chaos/src/cookies.ts';
import { shop } from './stack.ts';
import { until } from './until.ts';

/** What the gateway answered: the contract's output on success, a problem otherwise. */
export interface Reply<R extends AnyRoute> {
  status: number;
  headers: Headers;
  /** The body as it came. */
  text: string;
  body: Output<R> & { code?: string; title?: string; facts?: Record<string, unknown> };
}

/** Cards that tools/psp knows; any other valid number is approved. */
export const cards = {
  approved: '4242 4242 4242 4242',
  declined: '4000 0000 0000 0002',
  asked: '4000 0027 6000 3184',
  dropped: '4000 0000 0000 1018',
} as const;

const ended = new Set(['delivered', 'cancelled', 'refunded']);

/** Somebody with a browser's cookies and no browser: shops through the gateway, as a script would. */
export class Shopper {
  private readonly cookies = new Cookies();
  readonly email = `shopper-${uuid().slice(-12)}@example.org`;

  /** The address that it sends its requests to. */
  protected door(): string {
    return shop.at.url;
  }

  /** Sends what it is given, right or wrong, to the route's public door. */
  async ask<R extends AnyRoute>(
    route: R,
    input: CallInput<R> | Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ): Promise<Reply<R>> {
    const place = publicPath(route);
    if (place === undefined) throw new Error(`${route.method} ${route.path} has no public door`);
    const { body } = input as { body?: unknown };
    const response = await fetch(this.door() + pathOf({ ...route, path: place }, input), {
      method: route.method,
      redirect: 'manual',
      signal: AbortSignal.timeout(30_000),
      headers: {
        ...(this.cookies.header === undefined ? {} : { cookie: this.cookies.header }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    this.remember(response);
    const text = await response.text();
    let parsed: unknown = text;
    try {
      parsed = JSON.parse(text);
    } catch {}
    return { status: response.status, headers: response.headers, text, body: parsed as Reply<R>['body'] };
  }

  /** The same, where anything but success is a failed test. */
  async do<R extends AnyRoute>(
    route: R,
    input: CallInput<R> | Record<string, unknown> = {},
    headers = {},
  ): Promise<Output<R>> {
    const reply = await this.ask(route, input, headers);
    if (reply.status >= 300) {
      throw new Error(`${route.method} ${route.path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    }
    return reply.body;
  }

  /** A page of the storefront as this shopper's browser gets it. */
  async openPage(
    path: string,
  ): Promise<{ status: number; retryAfter: string | null; text: string; ms: number }> {
    const started = performance.now();
    const response = await fetch(this.door() + path, {
      redirect: 'manual',
      signal: AbortSignal.timeout(30_000),
      headers: this.cookies.header === undefined ? {} : { cookie: this.cookies.header },
    });
    this.remember(response);
    // React puts marks between pieces of a sentence; scripts carry sentences that nobody sees yet.
    const text = (await response.text())
      .replace(/<script\b(?![^>]*ld\+json)[^>]*>.*?<\/script>/gs, '')
      .replaceAll('<!-- -->', '');
    const retryAfter = response.headers.get('retry-after');
    return { status: response.status, retryAfter, text, ms: performance.now() - started };
  }

  async register(name = `ada ${uuid().slice(-12)}`, password = 'correct horse battery'): Promise<this> {
    await this.do(web.openAccount, { body: { name, email: this.email, password } });
    return this;
  }

  async login(login: string, password: string): Promise<this> {
    await this.do(web.startSession, { body: { login, password } });
    return this;
  }

  add(sku: string, quantity = 1): Promise<cart.Cart> {
    return this.do(cart.addLine, { body: { sku, quantity } });
  }

  /** Berlin, unless told otherwise. */
  async address(country = 'DE', typed = 'Berlin') {
    const { items } = await this.do(shipping.findCities, { params: { country }, query: { q: typed } });
    const city = items[0] as shipping.City;
    return {
      name: 'Ada Lovelace',
      street: 'Unter den Linden 1',
      postcode: '10117',
      cityId: city.id,
      city: city.name,
      country,
    };
  }

  async quote(service: shipping.ShippingService = 'standard'): Promise<dispatch.Quote> {
    const { cityId } = await this.address();
    return this.do(dispatch.createQuote, { body: { cityId, service } });
  }

  /** What the hosted card fields do: gives the card to the provider, gets a token. */
  async cardToken(number: string = cards.approved, gateway: payment.GatewayId = 'stripe'): Promise<string> {
    const response = await fetch(`${shop.at.psp}/fields/${gateway}/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ number, expiry: '12/30', cvc: '123' }),
      signal: AbortSignal.timeout(10_000),
    });
    const { token } = (await response.json()) as { token: string };
    return token;
  }

  /** The body of an order of what is quoted. */
  async orderOf(quote: dispatch.Quote, card: string = cards.approved, gateway: payment.GatewayId = 'stripe') {
    return {
      quote: quote.token,
      email: this.email,
      address: await this.address(),
      payment: { gateway, token: await this.cardToken(card, gateway) },
    };
  }

  order(body: object, key = uuid()): Promise<Reply<typeof dispatch.placeOrder>> {
    return this.ask(dispatch.placeOrder, { body }, { 'idempotency-key': key });
  }

  /** From the cart to the placed order in one go. */
  async buy(
    card: string = cards.approved,
    gateway: payment.GatewayId = 'stripe',
  ): Promise<Output<typeof dispatch.placeOrder>> {
    const body = await this.orderOf(await this.quote(), card, gateway);
    const reply = await this.order(body);
    if (reply.status !== 201) throw new Error(`not ordered: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  see(orderId: string): Promise<dispatch.Order> {
    return this.do(dispatch.getOrder, { params: { orderId } });
  }

  /** Gives a product a picture, as a merchant. */
  async addPicture(sku: string, file: Uint8Array, alt: string): Promise<catalogue.Picture[]> {
    const form = new FormData();
    form.set('alt', alt);
    form.set('picture', new Blob([new Uint8Array(file)]), 'picture.jpg');
    const place = publicPath(catalogue.addPicture as AnyRoute)?.replace(':sku', sku);
    const response = await fetch(`${this.door()}${place}`, {
      method: 'POST',
      headers: { cookie: this.cookies.header ?? '' },
      body: form,
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`no picture: ${response.status} ${text}`);
    return catalogue.addPicture.output.parse(JSON.parse(text)).items;
  }

  /** Waits until the order is as it should be. */
  async waitFor(
    orderId: string,
    what: string,
    fits: (order: dispatch.Order) => boolean,
  ): Promise<dispatch.Order> {
    let last: dispatch.Order | undefined;
    try {
      return await until(
        `order ${what}`,
        async () => {
          last = await this.see(orderId);
          return fits(last) && last;
        },
        60_000,
      );
    } catch (error) {
      throw new Error(
        `order ${what}: stayed ${last?.state} (${last?.reason}) ${JSON.stringify(last?.timeline)}`,
        { cause: error },
      );
    }
  }

  waitForState(orderId: string, ...states: dispatch.OrderState[]): Promise<dispatch.Order> {
    return this.waitFor(orderId, states.join(' or '), ({ state }) => {
      if (!states.includes(state) && ended.has(state)) throw new Error(`ended as ${state}`);
      return states.includes(state);
    });
  }

  /** The states an order goes through from now on, as they are streamed; ends with the stream. `heard` is told each. */
  async watch(
    orderId: string,
    heard: (state: dispatch.OrderState) => Promise<unknown> = async () => undefined,
  ): Promise<dispatch.OrderState[]> {
    const place = publicPath(dispatch.watchOrder as AnyRoute)?.replace(':orderId', orderId);
    const response = await fetch(`${shop.at.url}${place}`, {
      headers: { cookie: this.cookies.header ?? '', accept: 'text/event-stream' },
      signal: AbortSignal.timeout(60_000),
    });
    if (response.body === null || response.status !== 200)
      throw new Error(`not streamed: ${response.status}`);
    const states: dispatch.OrderState[] = [];
    let text = '';
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) {
        const data = event
          .split('\n')
          .find((row) => row.startsWith('data: '))
          ?.slice(6);
        if (data?.startsWith('{') !== true) continue;
        const { state } = dispatch.Order.parse(JSON.parse(data));
        states.push(state);
        await heard(state);
      }
    }
    return states;
  }

  /** The status a stream begins with; it is not read any further. */
  async statusOfStream(path: string): Promise<number> {
    const leave = new AbortController();
    const limit = AbortSignal.any([leave.signal, AbortSignal.timeout(10_000)]);
    const headers = this.cookies.header === undefined ? {} : { cookie: this.cookies.header };
    const { status } = await fetch(shop.at.url + path, { headers, signal: limit });
    leave.abort();
    return status;
  }

  private remember(response: Response): void {
    this.cookies.take(response.headers.getSetCookie());
  }
}

/** What the payment providers really did with the money of an order. */
export async function ledgerOf(orderId: string) {
  const response = await fetch(`${shop.at.psp}/_ledger?prefix=${orderId}`, {
    signal: AbortSignal.timeout(10_000),
  });
  return (await response.json()) as {
    payments: {
      provider: string;
      reference: string;
      authorised: number;
      captured: number;
      voided: number;
      refunded: number;
    }[];
  };
}

/** E-mails to an address, newest last. */
export async function mailsTo(address: string): Promise<{ subject: string; text: string; html: string }[]> {
  const response = await fetch(`${shop.at.mailbox}/api/email`, { signal: AbortSignal.timeout(10_000) });
  const all = (await response.json()) as {
    subject: string;
    text: string;
    html: string;
    to: { address: string }[];
  }[];
  return all.filter(({ to }) => to.some((one) => one.address === address));
}

const staff = new Map<Role, Promise<Shopper>>();
const passwords = { support: 'robots-in-repair', merchant: 'robots-on-shelves', admin: 'robots-in-charge' };
/** Whoever has this role at the shop. */
export function the(role: Role): Promise<Shopper> {
  const known = staff.get(role) ?? new Shopper().login(role, passwords[role]);
  staff.set(role, known);
  // Who did not get in once tries again: the files of a worker share this.
  known.catch(() => staff.delete(role));
  return known;
}
/** Whoever runs the shop. */
export const theAdmin = (): Promise<Shopper> => the('admin');

/** A product nobody else buys in this run. */
export async function newProduct(
  change: Partial<catalogue.Product> & { stock?: number } = {},
): Promise<catalogue.Product> {
  const sku = `T-${uuid().slice(-12)}`;
  return (await theAdmin()).do(catalogue.createProduct, {
    body: {
      sku,
      name: `Test robot ${sku}`,
      description: 'A robot that is bought by tests.',
      price: { amount: 12_345, currency: 'EUR' },
      categories: ['robot'],
      weightGrams: 1_500,
      stock: 10,
      ...change,
    },
  });
}

const countOf = async (sku: string) => (await theAdmin()).do(catalogue.getStock, { params: { sku } });
const addsUp = ({ available, held, sold, stocked }: Awaited<ReturnType<typeof countOf>>): boolean =>
  available + held + sold === stocked;

/** Stock of a product with its sum, which must always be right. */
export async function stockOf(sku: string) {
  const stock = await countOf(sku);
  if (!addsUp(stock)) throw new Error(`the stock does not add up: ${JSON.stringify(stock)}`);
  return stock;
}

/** The same once nothing is held any more: that what was dispatched is sold is told the catalogue, and may come after the parcel. */
export async function stockAtRest(sku: string) {
  await until(`nothing of ${sku} is held`, async () => {
    const stock = await countOf(sku);
    return stock.held === 0 || !addsUp(stock);
  });
  return stockOf(sku);
}
