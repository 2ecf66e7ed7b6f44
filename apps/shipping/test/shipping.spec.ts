import { ServiceTokens } from '@shop/auth';
import { shipping, user } from '@shop/contracts';
import { type RunningService, run } from '@shop/service';
import { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBroker } from '../../../tests/support/broker.ts';
import { send } from '../../../tests/support/http.ts';
import { mysqlUrl } from '../../../tests/support/stores.ts';
import { SERVICE_SECRET, startTokenIssuer } from '../../../tests/support/tokens.ts';
import { until } from '../../../tests/support/until.ts';
import { Env } from '../src/env.ts';
import { ShippingModule } from '../src/shipping.module.ts';
import { SyntheticSweeper } from '../src/synthetic.sweeper.ts';

let service: RunningService;
let second: RunningService;
let issuer: Awaited<ReturnType<typeof startTokenIssuer>>;
let broker: Awaited<ReturnType<typeof startBroker>>;

beforeAll(async () => {
  issuer = await startTokenIssuer();
  broker = await startBroker();
  const env = Env.parse({
    PORT: 0,
    LOG_LEVEL: 'silent',
    SERVICE_SECRET,
    MYSQL_URL: await mysqlUrl('shipping'),
    AMQP_URL: broker.url,
    USER_URL: issuer.url,
    CARRIER_STEP_MS: 50,
  });
  // Two replicas at once on an empty database: one migrates and imports, the other waits for it.
  [service, second] = await Promise.all([
    run('shipping', ShippingModule.with(env), env),
    run('shipping', ShippingModule.with(env), env),
  ]);
}, 120_000);
afterAll(async () => {
  await service?.stop();
  await second?.stop();
  await broker?.stop();
  issuer?.stop();
});

const get = <R extends Parameters<typeof send>[1]>(route: R, input = {}, token?: string) =>
  send(service.url, route, input, token === undefined ? {} : { token });
const told = async (orderId: string) => {
  const token = await new ServiceTokens('dispatch', SERVICE_SECRET).mint('shipping');
  return (await get(shipping.shipmentOfOrder, { params: { orderId } }, token)).body;
};
const berlin = async () => {
  const { body } = await get(shipping.findCities, { params: { country: 'DE' }, query: { q: 'berlin' } });
  return body.items[0] as shipping.City;
};
async function booking(changes: object = {}) {
  const city = await berlin();
  return {
    orderId: uuid(),
    ownerId: uuid(),
    service: 'standard' as const,
    weightGrams: 2_400,
    address: {
      name: 'Ada Lovelace',
      street: 'Unter den Linden 1',
      postcode: '10117',
      cityId: city.id,
      city: city.name,
      country: 'DE',
    },
    ...changes,
  };
}

describe('where parcels can go', () => {
  it('lists the countries of the world by name', async () => {
    const { body } = await get(shipping.listCountries);
    expect(body.items.length).toBeGreaterThan(200);
    expect(body.items).toContainEqual({ code: 'DE', name: 'Germany' });
  });

  it('finds a city while its name is typed, without accents too', async () => {
    const found = await get(shipping.findCities, { params: { country: 'DE' }, query: { q: 'MUNCHEN' } });
    expect(found.body.items[0]).toMatchObject({
      country: 'DE',
      name: expect.stringMatching(/^(Munich|München)/),
    });
    const many = await get(shipping.findCities, { params: { country: 'FR' }, query: { q: 'sa' } });
    expect(many.body.items).toHaveLength(10);
    const city = await berlin();
    expect((await get(shipping.getCity, { params: { cityId: city.id } })).body).toEqual(city);
  });

  it('takes what looks like a wildcard as it is', async () => {
    for (const q of ['%', '_', '\\', '%ber']) {
      expect(
        (await get(shipping.findCities, { params: { country: 'DE' }, query: { q } })).body.items,
      ).toEqual([]);
    }
  });

  it('says what it does not know', async () => {
    const nowhere = await get(shipping.findCities, { params: { country: 'XX' }, query: { q: 'a' } });
    expect(nowhere).toMatchObject({ status: 404, body: { code: 'country_not_found' } });
    expect(await get(shipping.getCity, { params: { cityId: 999_999_999 } })).toMatchObject({
      status: 404,
      body: { code: 'city_not_found' },
    });
    expect(await get(shipping.getCity, { params: { cityId: '12x' } })).toMatchObject({ status: 400 });
  });
});

describe('what it costs', () => {
  it('depends on distance and weight, with the days it takes', async () => {
    const city = await berlin();
    const light = await get(shipping.listRates, { query: { cityId: city.id, weightGrams: 500 } });
    const heavy = await get(shipping.listRates, { query: { cityId: city.id, weightGrams: 20_000 } });
    expect(light.body.items.map(({ service }) => service)).toEqual(['economy', 'standard', 'express']);
    light.body.items.forEach((rate, i) => {
      expect(rate.price.amount).toBeLessThan(heavy.body.items[i]?.price.amount ?? 0);
      expect(rate.distanceKm).toBeGreaterThan(400);
    });
  });
});

describe('a parcel', () => {
  it('is booked once, however often it is asked for', async () => {
    const order = await booking();
    await broker.say(shipping.bookShipment, order, 3);
    const mine = (e: { orderId: string }) => e.orderId === order.orderId;
    await until('three answers', () => broker.all(shipping.shipmentBooked, mine).length === 3);
    const numbers = broker.all(shipping.shipmentBooked, mine).map(({ trackingNumber }) => trackingNumber);
    expect(new Set(numbers).size).toBe(1);
  });

  it('waits for the hand-over, then moves stop by stop to the door, and both shopper and tracker see it', async () => {
    const order = await booking();
    await broker.say(shipping.bookShipment, order);
    const { trackingNumber } = await broker.hear(shipping.shipmentBooked, (e) => e.orderId === order.orderId);
    expect((await get(shipping.track, { params: { trackingNumber } })).body.status).toBe('booked');
    await broker.say(shipping.handOver, { orderId: order.orderId }, 2);
    await broker.hear(shipping.parcelMoved, (e) => e.orderId === order.orderId && e.status === 'delivered');
    const moves = broker
      .all(shipping.parcelMoved, (e) => e.orderId === order.orderId)
      .map(({ status }) => status);
    expect(moves).toEqual(['collected', 'in_transit', 'out_for_delivery', 'delivered']);
    const token = await issuer.token({ id: order.ownerId });
    const mine = await get(shipping.getShipment, { params: { orderId: order.orderId } }, token);
    expect(mine.body).toMatchObject({ status: 'delivered', trackingNumber });
    expect(mine.body.history.map(({ status }) => status)).toEqual(['booked', ...moves]);
  });

  it('is shown to its owner alone', async () => {
    const order = await booking();
    await broker.say(shipping.bookShipment, order);
    await broker.hear(shipping.shipmentBooked, (e) => e.orderId === order.orderId);
    const params = { params: { orderId: order.orderId } };
    expect(await get(shipping.getShipment, params)).toMatchObject({ status: 401 });
    expect(await get(shipping.getShipment, params, await issuer.token())).toMatchObject({
      status: 404,
      body: { code: 'shipment_not_found' },
    });
  });

  it('is told to operators with its stops; of an unknown order there is none', async () => {
    const order = await booking();
    await broker.say(shipping.bookShipment, order);
    const { trackingNumber } = await broker.hear(shipping.shipmentBooked, (e) => e.orderId === order.orderId);
    expect(await told(order.orderId)).toMatchObject({
      shipment: { trackingNumber, history: [{ status: 'booked' }] },
    });
    expect(await told(uuid())).toEqual({ shipment: null, waiting: [] });
  });

  it('can be cancelled before it leaves, and then never leaves', async () => {
    const order = await booking();
    await broker.say(shipping.bookShipment, order);
    await broker.hear(shipping.shipmentBooked, (e) => e.orderId === order.orderId);
    await broker.say(shipping.cancelShipment, { orderId: order.orderId }, 2);
    await until(
      'both answers',
      () => broker.all(shipping.shipmentCancelled, (e) => e.orderId === order.orderId).length === 2,
    );
    await broker.say(shipping.handOver, { orderId: order.orderId });
    await broker.say(shipping.bookShipment, order);
    await broker.hear(shipping.bookingRefused, (e) => e.orderId === order.orderId);
    expect(broker.all(shipping.parcelMoved, (e) => e.orderId === order.orderId)).toEqual([]);
  });

  it('that is cancelled before it was booked is refused when the booking comes late', async () => {
    const order = await booking();
    await broker.say(shipping.cancelShipment, { orderId: order.orderId });
    await broker.hear(shipping.shipmentCancelled, (e) => e.orderId === order.orderId);
    await broker.say(shipping.bookShipment, order);
    expect(await broker.hear(shipping.bookingRefused, (e) => e.orderId === order.orderId)).toMatchObject({
      reason: 'cancelled',
    });
  });

  it('too heavy for its service is refused', async () => {
    const order = await booking({ service: 'express', weightGrams: 500_000 });
    await broker.say(shipping.bookShipment, order);
    await broker.hear(shipping.bookingRefused, (e) => e.orderId === order.orderId);
  });

  it('forgets the address of a deleted account and still arrives', async () => {
    const order = await booking();
    await broker.say(shipping.bookShipment, order);
    await broker.hear(shipping.shipmentBooked, (e) => e.orderId === order.orderId);
    await broker.say(user.deleted, { accountId: order.ownerId });
    await broker.say(shipping.handOver, { orderId: order.orderId });
    await broker.hear(shipping.parcelMoved, (e) => e.orderId === order.orderId && e.status === 'delivered');
  });
});

describe('the parcel of a synthetic order', () => {
  const trial = async () => ({ ...(await booking()), synthetic: true as const });
  const of = (orderId: string) => (event: { orderId: string }) => event.orderId === orderId;

  it('is booked, and there as soon as it is handed over, without a stop on the way', async () => {
    const order = await trial();
    await broker.say(shipping.bookShipment, order);
    const { trackingNumber } = await broker.hear(shipping.shipmentBooked, of(order.orderId));
    await broker.say(shipping.handOver, { orderId: order.orderId, synthetic: true });
    await broker.hear(shipping.parcelMoved, of(order.orderId));
    // A real parcel handed over later makes all its stops meanwhile.
    const real = await booking();
    await broker.say(shipping.bookShipment, real);
    await broker.hear(shipping.shipmentBooked, of(real.orderId));
    await broker.say(shipping.handOver, { orderId: real.orderId });
    await broker.hear(shipping.parcelMoved, (e) => e.orderId === real.orderId && e.status === 'delivered');
    expect(broker.all(shipping.parcelMoved, of(order.orderId)).map(({ status }) => status)).toEqual([
      'delivered',
    ]);
    const { shipment } = await told(order.orderId);
    expect(shipment).toMatchObject({ trackingNumber, status: 'delivered' });
    const mine = await issuer.token({ id: order.ownerId });
    const nothing = { status: 404, body: { code: 'shipment_not_found' } };
    expect(await get(shipping.track, { params: { trackingNumber } })).toMatchObject(nothing);
    expect(await get(shipping.getShipment, { params: { orderId: order.orderId } }, mine)).toMatchObject(
      nothing,
    );
  });

  it('is forgotten after a week with its stops, and no other parcel is, whatever its age', async () => {
    const [order, cancelled, real] = [await trial(), await trial(), await booking()];
    await broker.say(shipping.cancelShipment, { orderId: cancelled.orderId, synthetic: true });
    await broker.hear(shipping.shipmentCancelled, of(cancelled.orderId));
    for (const each of [order, real]) {
      await broker.say(shipping.bookShipment, each);
      await broker.hear(shipping.shipmentBooked, of(each.orderId));
    }
    const left = async () => {
      const ids = [order, cancelled, real].map(({ orderId }) => orderId);
      const rows = await service.app
        .get(DataSource)
        .query<{ id: string }[]>(
          'SELECT order_id id FROM shipments WHERE order_id IN (?) UNION SELECT order_id FROM stops WHERE order_id IN (?)',
          [ids, ids],
        );
      return rows.map(({ id }) => id);
    };
    const sweeper = service.app.get(SyntheticSweeper);
    await sweeper.sweep(new Date(Date.now() + 6 * 86_400_000));
    expect(await left()).toHaveLength(3);
    await sweeper.sweep(new Date(Date.now() + 8 * 86_400_000));
    expect(await left()).toEqual([real.orderId]);
  });
});
