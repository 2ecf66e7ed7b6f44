import { cart, catalogue, dispatch, ratings } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { expect, it } from 'vitest';
import { newProduct, Shopper } from '../../support/shopper.ts';
import { shop } from '../../support/stack.ts';
import { until } from '../../support/until.ts';
import { atCheckout } from '../support/buyer.ts';
import { figure, scale, secondsSince } from '../support/scale.ts';
import { browse, expectAway, expectNotNow, healthOf, outage } from './outage.ts';

/** The slow forms of what every short run looks at when it is down. */
const hows = scale(['down'] as const, ['down', 'slow'] as const);
const noReviews = 'Reviews cannot be shown right now. Everything else works.';
const waiting = 'We have your order, and your payment is being confirmed.';

/** A guest with one product in the cart, and the product. */
async function withCart() {
  const { sku } = await newProduct();
  const guest = new Shopper();
  await guest.add(sku, 2);
  return { guest, sku, path: `/product/${sku}` };
}

const cartIsWhole = async (guest: Shopper) => (await guest.do(cart.getCart)).quantity >= 2;

/** What shoppers see while one of our services is away or slow. */
export function servicesAway(): void {
  for (const how of hows) {
    it(`ratings ${how}: the page sells, without stars`, async () => {
      const { guest, sku, path } = await withCart();
      await outage({
        target: 'ratings',
        how,
        meanwhile: async () => {
          const page = await guest.openPage(path);
          expect(page.status).toBe(200);
          expect(page.text).toContain(noReviews);
          expect(page.text).toContain('Add to cart');
          expectNotNow(await guest.ask(ratings.listReviews, { params: { sku } }));
          await expect
            .poll(() => healthOf('web'))
            .toEqual({ status: 'degraded', down: ['ratings'], ready: true });
          await guest.add(sku);
          await browse('away', guest);
        },
        recovered: async () => !(await guest.openPage(path)).text.includes(noReviews),
      });
    });
  }

  for (const how of ['down', 'slow'] as const) {
    it(`catalogue ${how}: what was shown is shown on, the rest says so, the cart is kept`, async () => {
      const { guest, sku, path } = await withCart();
      const unseen = (await newProduct()).sku;
      await guest.openPage(path);
      await browse('quiet', guest);
      await outage({
        target: 'catalogue',
        how,
        meanwhile: async () => {
          await browse('away', guest, [path]);
          await expectAway(guest, `/product/${unseen}`, 'This product');
          const page = await guest.openPage('/cart');
          expect(page.status).toBe(200);
          expect(page.text).toContain('Prices cannot be shown right now');
          expect(page.text).toContain(sku);
        },
        recovered: () => guest.do(catalogue.getProduct, { params: { sku: unseen } }),
      });
      await until('prices are shown', async () => (await guest.do(cart.getCart)).priced);
      expect(await cartIsWhole(guest)).toBe(true);
    });
  }

  it.each(hows)(
    'cart %s: the shop can be looked at, the cart page says so, the cart is kept',
    async (how) => {
      const { guest, sku, path } = await withCart();
      await outage({
        target: 'cart',
        how,
        meanwhile: async () => {
          await browse('away', guest, [path]);
          await expectAway(guest, '/cart', 'Your cart');
          expectNotNow(await guest.ask(cart.addLine, { body: { sku, quantity: 1 } }));
        },
        // As the shopper sees it: pages ask a service that was away again after a moment.
        recovered: async () => (await guest.openPage('/cart')).status === 200 && cartIsWhole(guest),
      });
    },
  );

  it.each(hows)('user %s: whoever is in goes on and buys; nobody new begins', async (how) => {
    const { sku } = await newProduct();
    const member = await new Shopper().register();
    const { shopper: guest, body } = await atCheckout({ sku });
    await member.add(sku);
    await outage({
      target: 'user',
      how,
      meanwhile: async () => {
        await browse('away', member);
        expect((await member.openPage('/cart')).status).toBe(200);
        expect((await guest.order(body)).status).toBe(201);
        expectNotNow(await new Shopper().ask(cart.addLine, { body: { sku, quantity: 1 } }));
      },
      recovered: () => new Shopper().add(sku),
    });
  });

  it.each(hows)(
    'shipping %s: no new offer, in clear words; an order under way waits and goes on',
    async (how) => {
      const { sku } = await newProduct();
      const { shopper, body } = await atCheckout({ sku });
      const { cityId } = body.address;
      let orderId = '';
      await outage({
        target: 'shipping',
        how,
        meanwhile: async () => {
          await browse('away', shopper);
          expectNotNow(await shopper.ask(dispatch.createQuote, { body: { cityId, service: 'standard' } }));
          const order = await shopper.order(body);
          expect(order.status).toBe(201);
          orderId = order.body.id;
          await shopper.waitForState(orderId, 'confirmed');
        },
        recovered: async () => (await shopper.see(orderId)).state === 'delivered',
      });
    },
  );

  it.each(hows)('dispatch %s: goods and carts are there, orders say so', async (how) => {
    const { shopper, body } = await atCheckout(await newProduct());
    const key = uuid();
    await outage({
      target: 'dispatch',
      how,
      meanwhile: async () => {
        await browse('away', shopper);
        expect((await shopper.openPage('/cart')).status).toBe(200);
        await expectAway(shopper, '/orders', 'Your orders');
        expectNotNow(await shopper.order(body, key));
      },
      // It may have been taken meanwhile: pressed again, it is the same order.
      recovered: async () => (await shopper.order(body, key)).status === 201,
    });
  });

  it.each(hows)(
    'payment %s: the checkout is open, the order waits and says so, then goes through',
    async (how) => {
      const { shopper, body } = await atCheckout(await newProduct());
      expect((await shopper.openPage('/checkout')).text).toContain('Review and pay');
      let orderId = '';
      await outage({
        target: 'payment',
        how,
        meanwhile: async () => {
          expect((await shopper.openPage('/checkout')).text).toContain('Review and pay');
          const order = await shopper.order(body);
          expect(order.status).toBe(201);
          orderId = order.body.id;
          await shopper.waitForState(orderId, 'reserved');
          expect((await shopper.openPage(`/orders/${orderId}`)).text).toContain(waiting);
        },
        recovered: async () => (await shopper.see(orderId)).state === 'delivered',
      });
    },
  );

  it('web restarted: sessions and carts are where they were', async () => {
    const { guest } = await withCart();
    const member = await new Shopper().register();
    await shop.kill('web');
    const start = Date.now();
    await shop.start('web');
    expect(await cartIsWhole(guest)).toBe(true);
    expect((await member.openPage('/account')).status).toBe(200);
    await expect.poll(async () => (await healthOf('web')).status).toBe('ok');
    figure('R10', `web restarted: sessions kept, ${secondsSince(start)} from start to answers`);
  });
}
