import { cart } from '@shop/contracts';
import { expect, it } from 'vitest';
import { mailsTo, newProduct } from '../../support/shopper.ts';
import { atCheckout } from '../support/buyer.ts';
import { browse, healthOf, outage } from './outage.ts';

const waiting = 'payment is being confirmed';

/** What shoppers see while somebody else's service is away or slow. */
export function othersAway(): void {
  for (const how of ['down', 'slow'] as const) {
    it(`payment provider ${how}: the order waits and says so, the cart is kept, nothing is charged twice`, async () => {
      const { shopper, body } = await atCheckout(await newProduct());
      let orderId = '';
      await outage({
        target: 'psp',
        how,
        meanwhile: async () => {
          const reply = await shopper.order(body);
          expect(reply.status).toBe(201);
          orderId = reply.body.id;
          await shopper.waitForState(orderId, 'reserved');
          expect((await shopper.openPage(`/orders/${orderId}`)).text).toContain(waiting);
          expect((await shopper.do(cart.getCart)).quantity).toBe(1);
          await browse('away', shopper);
        },
        recovered: async () => (await shopper.see(orderId)).state === 'delivered',
      });
    });
  }

  it('mail server down: the order is delivered, its receipt comes later', async () => {
    const { shopper, body } = await atCheckout(await newProduct());
    await outage({
      target: 'mailbox',
      meanwhile: async () => {
        const reply = await shopper.order(body);
        expect(reply.status).toBe(201);
        await shopper.waitForState(reply.body.id, 'delivered');
        await expect
          .poll(() => healthOf('dispatch'))
          .toEqual({ status: 'degraded', down: ['smtp'], ready: true });
      },
      recovered: async () => (await mailsTo(shopper.email)).some(({ subject }) => /order/.test(subject)),
    });
  });
}
