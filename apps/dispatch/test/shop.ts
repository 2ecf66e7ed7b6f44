import {
  type AnyRoute,
  type CallInput,
  cart,
  catalogue,
  dispatch,
  type Payload,
  Problem,
  payment,
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

export const QUOTE_SECRET = 'a-quote-secret-for-tests-of-32-characters';
const eur = (amount: number) => ({ amount, currency: 'EUR' as const });
const day = { earliest: '2026-11-24', latest: '2026-11-26' };

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

type Broker = Awaited<ReturnType<typeof startBroker>>;
type Heard = Broker['heard'][number];

/**
 * The other services, as far as messages go. How they answer an order is in its payment token: `tok_stop_secure`
 * leaves secure-stock unanswered, `tok_declines` declines, and so on; SKUs that start with SOLD or STOP do so for stock.
 */
class Others {
  private next = 0;
  private readonly tokens = new Map<string, string>();
  private readonly timer: NodeJS.Timeout;
  private readonly broker: Broker;

  constructor(broker: Broker) {
    this.broker = broker;
    this.timer = setInterval(() => {
      while (this.next < broker.heard.length)
        this.answer(broker.heard[this.next++] as Heard).catch(() => undefined);
    }, 1);
  }

  stop() {
    clearInterval(this.timer);
  }

  private async answer({ type, payload }: Heard) {
    const { orderId } = payload as { orderId: string };
    const token = this.tokens.get(orderId) ?? '';
    const about = { orderId };
    switch (type) {
      case catalogue.reserveStock.name: {
        const { lines, expiresAt } = payload as Payload<typeof catalogue.reserveStock>;
        if (lines.some(({ sku }) => sku.startsWith('STOP'))) return;
        if (!lines.some(({ sku }) => sku.startsWith('SOLD'))) {
          return this.broker.say(catalogue.stockReserved, { orderId, expiresAt });
        }
        return this.broker.say(catalogue.stockRefused, { orderId, shortages: [] });
      }
      case catalogue.secureStock.name:
        return token.includes('stop_secure') ? undefined : this.broker.say(catalogue.stockSecured, about);
      case catalogue.commitStock.name:
        return this.broker.say(catalogue.stockCommitted, about);
      case catalogue.releaseStock.name:
        return this.broker.say(catalogue.stockReleased, about);
      case payment.authorisePayment.name:
        return this.authorise(payload as Payload<typeof payment.authorisePayment>);
      case payment.capturePayment.name:
        if (token.includes('stop_capture')) return;
        if (token.includes('capture_fails'))
          return this.broker.say(payment.captureFailed, { orderId, reason: 'no' });
        return this.broker.say(payment.paymentCaptured, { orderId, amount: eur(1) });
      case payment.voidPayment.name:
        return this.broker.say(payment.paymentVoided, about);
      case payment.refundPayment.name: {
        const { refundId } = payload as Payload<typeof payment.refundPayment>;
        const amount = eur(1_000_000);
        return this.broker.say(payment.paymentRefunded, { orderId, refundId, amount, refundedTotal: amount });
      }
      case shipping.bookShipment.name:
        if (token.includes('stop_book')) return;
        if (token.includes('refuse_book'))
          return this.broker.say(shipping.bookingRefused, { orderId, reason: 'no' });
        return this.broker.say(shipping.shipmentBooked, {
          orderId,
          trackingNumber: trackingOf(orderId),
          service: 'standard',
          ...day,
        });
      case shipping.cancelShipment.name:
        return this.broker.say(shipping.shipmentCancelled, about);
      default:
        return;
    }
  }

  private async authorise({ orderId, token, amount, gateway }: Payload<typeof payment.authorisePayment>) {
    this.tokens.set(orderId, token);
    if (token.includes('stop_authorise')) return;
    if (token.includes('declines'))
      return this.broker.say(payment.paymentDeclined, { orderId, reason: 'no' });
    if (token.includes('challenges')) {
      return this.broker.say(payment.paymentChallenged, { orderId, challengeUrl: 'http://bank.example/ask' });
    }
    const card = { brand: 'visa', last4: '4242' };
    return this.broker.say(payment.paymentAuthorised, { orderId, amount, gateway, card });
  }
}

export const trackingOf = (orderId: string): string =>
  `SHOP${orderId.replaceAll('-', '').slice(-12).toUpperCase()}`;

/** The dispatch service with everything it needs around it. */
export async function startShop() {
  const issuer = await startTokenIssuer();
  const vhost = await ownVhost('dispatch');
  const mailbox = await startMailbox();
  const products = new Map<string, catalogue.Product>();
  const carts = new Map<string, cart.StoredCart>();
  const subscribers: { email: string; unsubscribeToken: string }[] = [];
  const away = new Set<string>();
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
    fake(user.listSubscribers, ({ query }) => ({
      items: subscribers.slice((query.page - 1) * query.size, query.page * query.size),
      page: query.page,
      size: query.size,
      total: subscribers.length,
    })),
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
  const shopper = async (claims: { kind?: 'guest' | 'member'; admin?: boolean } = {}) => {
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
        version: (carts.get(id)?.version ?? 0) + 1,
        lines: [...(carts.get(id)?.lines ?? []), { sku, quantity }],
      });
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
    away,
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
