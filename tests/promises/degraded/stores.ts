import { cart, dispatch, ratings, web } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { expect, it } from 'vitest';
import type { PartName } from '../../../tools/stack/src/parts.ts';
import { newProduct, Shopper } from '../../support/shopper.ts';
import { shop } from '../../support/stack.ts';
import { until } from '../../support/until.ts';
import { atCheckout } from '../support/buyer.ts';
import { figure, scale, secondsSince } from '../support/scale.ts';
import { browse, expectAway, expectNotNow, healthOf, outage } from './outage.ts';

/** The slow forms of what every short run looks at when it is down. */
const hows = scale(['down'] as const, ['down', 'slow'] as const);
const waiting = 'We have your order, and your payment is being confirmed.';
const listening: PartName[] = ['catalogue', 'user', 'cart', 'payment', 'shipping', 'ratings', 'dispatch'];

/** How long six processes at once may take to start on a busy machine; no part of the promise. */
const START_LIMIT_MS = 90_000;

const aliveOnly = async (parts: readonly PartName[]): Promise<boolean> => {
  const all = await Promise.all(parts.map(healthOf));
  return all.every(({ status, ready }) => status === 'down' && !ready);
};

const ordered = async (shopper: Shopper, body: object): Promise<string> => {
  const reply = await shopper.order(body);
  expect([reply.status, reply.body.code]).toEqual([201, undefined]);
  return reply.body.id;
};

/** What shoppers see while a store or the broker is away or stands still. */
export function storesAway(): void {
  it('RabbitMQ down: the order is taken and says so; it goes through when the broker is back', async () => {
    const { shopper, body } = await atCheckout(await newProduct());
    let orderId = '';
    await outage({
      target: 'rabbitmq',
      meanwhile: async () => {
        orderId = await ordered(shopper, body);
        expect((await shopper.see(orderId)).state).toBe('placed');
        expect((await shopper.openPage(`/orders/${orderId}`)).text).toContain(waiting);
        await browse('away', shopper);
        for (const name of listening) {
          const health = async () => [name, await healthOf(name)];
          await expect.poll(health).toEqual([name, { status: 'degraded', down: ['rabbitmq'], ready: true }]);
        }
      },
      recovered: async () => {
        const all = await Promise.all(listening.map(healthOf));
        return (
          all.every(({ status }) => status === 'ok') && (await shopper.see(orderId)).state === 'delivered'
        );
      },
    });
  });

  for (const how of hows) {
    it(`Redis ${how}: the shop can be looked at; carts and signing in say so`, async () => {
      const { sku } = await newProduct();
      const guest = new Shopper();
      await guest.add(sku, 2);
      const path = `/product/${sku}`;
      await outage({
        target: 'redis',
        how,
        meanwhile: async () => {
          await browse('away', guest, [path]);
          await expectAway(guest, '/cart', 'Your cart');
          const login = { body: { login: 'nobody', password: 'wrong horse battery' } };
          expectNotNow(await new Shopper().ask(web.startSession, login));
          await expect
            .poll(() => healthOf('user'))
            .toEqual({ status: 'degraded', down: ['redis'], ready: true });
          await expect.poll(() => healthOf('cart')).toEqual({ status: 'down', down: ['redis'], ready: true });
        },
        recovered: async () => (await guest.do(cart.getCart)).quantity >= 2,
      });
    });

    it(`MySQL ${how}: goods sell without reviews; a city that was asked for is still quoted`, async () => {
      const { sku } = await newProduct();
      const { shopper, body } = await atCheckout({ sku });
      const quote = { body: { cityId: body.address.cityId, service: 'standard' as const } };
      let orderId = '';
      await outage({
        target: 'mysql',
        how,
        meanwhile: async () => {
          await browse('away', shopper, [`/product/${sku}`]);
          expectNotNow(await shopper.ask(ratings.listReviews, { params: { sku } }));
          expect((await shopper.ask(dispatch.createQuote, quote)).status).toBe(201);
          orderId = await ordered(shopper, body);
          await shopper.waitForState(orderId, 'confirmed');
          await expect
            .poll(() => healthOf('ratings'))
            .toEqual({ status: 'down', down: ['mysql'], ready: true });
        },
        recovered: async () =>
          (await shopper.see(orderId)).state === 'delivered' &&
          shopper.do(ratings.listReviews, { params: { sku } }),
      });
    });
  }

  it.each(hows)(
    'MongoDB %s: what was shown is shown on; orders say so, and the same order is taken after',
    async (how) => {
      const { sku } = await newProduct();
      const unseen = `/product/${(await newProduct()).sku}`;
      const { shopper, body } = await atCheckout({ sku });
      await browse('quiet', shopper, [`/product/${sku}`]);
      const key = uuid();
      await outage({
        target: 'mongodb',
        how,
        meanwhile: async () => {
          await browse('away', shopper, [`/product/${sku}`]);
          expectNotNow(await shopper.order(body, key));
          await expectAway(shopper, '/orders', 'Your orders');
          await expect
            .poll(() => healthOf('dispatch'))
            .toEqual({ status: 'down', down: ['mongodb'], ready: true });
        },
        recovered: async () =>
          (await shopper.order(body, key)).status === 201 && (await shopper.openPage(unseen)).status === 200,
      });
    },
  );

  it('services start without their stores, say so, and are themselves when these come', async () => {
    const parts = ['user', 'payment', 'dispatch', 'catalogue', 'shipping', 'ratings'] as const;
    await Promise.all([...parts, 'mongodb' as const, 'mysql' as const].map((name) => shop.kill(name)));
    const starts = Promise.all(parts.map((name) => shop.start(name)));
    try {
      await until('all are alive and not ready', () => aliveOnly(parts), START_LIMIT_MS);
    } finally {
      await Promise.all([shop.start('mongodb'), shop.start('mysql')]);
    }
    const over = Date.now();
    await starts;
    const { shopper, body } = await atCheckout(await newProduct());
    await shopper.waitForState(await ordered(shopper, body), 'delivered');
    figure(
      'R10',
      `six services started without stores: an order delivered ${secondsSince(over)} after these came`,
    );
  });
}
