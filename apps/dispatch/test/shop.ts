import {
  type AnyRoute,
  type CallInput,
  cart,
  catalogue,
  dispatch,
  Problem,
  type Role,
  shipping,
  user,
} from '@shop/contracts';
import { type RunningService, run } from '@shop/service';
import { v7 as uuid } from 'uuid';
import { startBroker } from '../../../tests/support/broker.ts';
import { fake, startFake } from '../../../tests/support/fake-service.ts';
import { send } from '../../../tests/support/http.ts';
import { mongoUrl } from '../../../tests/support/stores.ts';
import { SERVICE_SECRET, startTokenIssuer } from '../../../tests/support/tokens.ts';
import { until } from '../../../tests/support/until.ts';
import { ownVhost } from '../../../tests/support/vhost.ts';
import { DispatchModule } from '../src/dispatch.module.ts';
import { Env } from '../src/env.ts';
import { startMailbox } from './mailbox.ts';
import { operatorsView, Parts } from './operators-view.ts';
import { day, eur, Others, trackingOf } from './others.ts';

export { trackingOf } from './others.ts';

export const QUOTE_SECRET = 'a-quote-secret-for-tests-of-32-characters';

export const product = (sku: string, amount: number, available: number): catalogue.Product => ({
  sku,
  name: `Robot ${sku} <& sons>`,
  description: 'A robot.',
  price: eur(amount),
  categories: ['robot'],
  attributes: {},
  weightGrams: 1200,
  image: `/robots/${sku}.svg`,
  available,
  rating: { average: 0, count: 0 },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
});

const wien: shipping.City = {
  id: 7,
  country: 'AT',
  name: 'Wien',
  region: 'Wien',
  latitude: 48.2,
  longitude: 16.4,
};
export const address = {
  name: 'Ada Byron',
  street: 'Ring 1',
  postcode: '1010',
  cityId: 7,
  city: 'Wien',
  country: 'AT',
};

/** The dispatch service with everything it needs around it. */
export async function startShop() {
  const issuer = await startTokenIssuer();
  const vhost = await ownVhost('dispatch');
  const mailbox = await startMailbox();
  const products = new Map<string, catalogue.Product>();
  const carts = new Map<string, cart.StoredCart>();
  const subscribers: { email: string; unsubscribeToken: string }[] = [];
  /** Of whom it was said that they do not hear of new products any more. */
  const turnedDown = new Set<string>();
  const letters = new Map<string, user.AccountLetter>();
  const away = new Set<string>();
  const parts = new Parts();
  const unlessAway = (name: string) => {
    if (away.has(name)) throw new Problem('service_unavailable');
  };
  const others = await startFake(
    fake(cart.readCart, ({ params }) => {
      unlessAway('cart');
      return carts.get(params.ownerId) ?? { version: 0, lines: [] };
    }),
    fake(catalogue.findProducts, ({ query }) => {
      unlessAway('catalogue');
      return { items: query.sku.flatMap((sku) => products.get(sku) ?? []) };
    }),
    fake(shipping.getCity, ({ params }) => {
      unlessAway('shipping');
      if (params.cityId !== wien.id) throw new Problem('city_not_found');
      return wien;
    }),
    fake(shipping.listRates, () => ({
      items: [{ service: 'standard' as const, name: 'Standard', price: eur(499), distanceKm: 12, ...day }],
    })),
    ...operatorsView(parts, unlessAway),
    fake(user.listSubscribers, ({ query }) => ({
      items: subscribers
        .filter((one) => query.after === undefined || one.unsubscribeToken > query.after)
        .sort((a, b) => (a.unsubscribeToken < b.unsubscribeToken ? -1 : 1))
        .slice(0, query.size),
    })),
    fake(user.getSubscription, ({ params }) => {
      const subscribed = subscribers.some(({ unsubscribeToken }) => unsubscribeToken === params.token);
      if (!subscribed) turnedDown.add(params.token);
      return { subscribed };
    }),
    fake(user.getAccountLetter, ({ params }) => {
      unlessAway('user');
      return { letter: letters.get(params.letterId) ?? null };
    }),
    fake(
      user.jwks,
      async () => (await (await fetch(issuer.url)).json()) as { keys: Record<string, unknown>[] },
    ),
  );
  const broker = await startBroker(vhost.url);
  const answering = new Others(broker);
  const env = Env.parse({
    PORT: 0,
    LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
    SERVICE_SECRET,
    QUOTE_SECRET,
    MONGO_URL: mongoUrl('dispatch'),
    AMQP_URL: vhost.url,
    USER_URL: others.url,
    CART_URL: others.url,
    CATALOGUE_URL: others.url,
    PAYMENT_URL: others.url,
    SHIPPING_URL: others.url,
    SMTP_URL: `smtp://127.0.0.1:${mailbox.port}`,
    PUBLIC_URL: 'http://shop.example',
    ALLOW_STAND_IN: '1',
  });
  const service: RunningService = await run('dispatch', DispatchModule.with(env), env);

  /** A product nobody else's test uses. */
  const stock = (prefix: string, amount = 1999, available = 10): catalogue.Product => {
    const made = product(`${prefix}-${uuid().slice(-8)}`, amount, available);
    products.set(made.sku, made);
    return made;
  };

  /** Somebody who wants to buy. */
  const shopper = async (claims: { kind?: 'guest' | 'member'; role?: Role } = {}) => {
    const id = uuid();
    const token = await issuer.token({ kind: 'guest', ...claims, id });
    const email = `${id.slice(-12)}@example.org`;
    const ask = <R extends AnyRoute>(
      route: R,
      input: CallInput<R> | Record<string, unknown> = {},
      key?: string,
    ) =>
      send(service.url, route, input, {
        token,
        ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
      });
    const puts = (sku: string, quantity = 1) => {
      carts.set(id, {
        ...carts.get(id),
        version: (carts.get(id)?.version ?? 0) + 1,
        lines: [...(carts.get(id)?.lines ?? []), { sku, quantity }],
      });
    };
    const promotes = (code: string) => {
      carts.set(id, { version: 0, lines: [], ...carts.get(id), promotion: code });
    };
    const quote = () => ask(dispatch.createQuote, { body: { cityId: 7, service: 'standard' } });
    const bodyFor = (quoteToken: string, cardToken = 'tok_visa_fine') => ({
      quote: quoteToken,
      email,
      address,
      payment: { gateway: 'worldpay', token: cardToken },
    });
    const order = (orderId: string) => ask(dispatch.getOrder, { params: { orderId } });
    return {
      id,
      token,
      email,
      ask,
      puts,
      promotes,
      quote,
      bodyFor,
      order,
      place: (body: unknown, key: string = uuid()) => ask(dispatch.placeOrder, { body }, key),
      /** From an empty cart to a placed order. */
      async buys(cardToken = 'tok_visa_fine', sku: string = stock('UHJ').sku) {
        puts(sku, 2);
        const quoted = await quote();
        const placed = await ask(
          dispatch.placeOrder,
          { body: bodyFor(quoted.body.token, cardToken) },
          uuid(),
        );
        if (placed.status !== 201) throw new Error(JSON.stringify(placed.body));
        return placed.body;
      },
      /** The order as soon as it is in this state. */
      reaches: (orderId: string, state: dispatch.OrderState) =>
        until(`order in ${state}`, async () => {
          const { body } = await order(orderId);
          return body.state === state && body;
        }),
    };
  };

  /** The carrier says where a parcel is. */
  const parcel = (orderId: string, status: shipping.Shipment['status'], at: string, times = 1) =>
    broker.say(
      shipping.parcelMoved,
      { orderId, trackingNumber: trackingOf(orderId), status, at, place: 'Wien' },
      times,
    );

  return {
    service,
    broker,
    mailbox,
    products,
    carts,
    subscribers,
    turnedDown,
    /** What the user service has to write, by id. */
    letters,
    away,
    parts,
    env,
    stock,
    shopper,
    parcel,
    async stop() {
      answering.stop();
      await service.stop();
      await broker.stop();
      await mailbox.stop();
      others.stop();
      issuer.stop();
      await vhost.remove();
    },
  };
}
