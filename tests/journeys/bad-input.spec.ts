import { cart, catalogue, dispatch, ratings, shipping, user, web } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { describe, expect, it } from 'vitest';
import { newProduct, Shopper, theAdmin } from '../support/shopper.ts';
import { shop } from '../support/stack.ts';
import { until } from '../support/until.ts';

const raw = (path: string, init: RequestInit = {}) =>
  fetch(shop.at.url + path, { ...init, signal: AbortSignal.timeout(20_000) });

describe('bad input gets the right answer and changes nothing', () => {
  it('in a cart', async () => {
    const { sku } = await newProduct({ stock: 3 });
    const me = new Shopper();
    await me.add(sku, 1);
    const put = async (body: unknown) => {
      const { status, body: said } = await me.ask(cart.addLine, { body } as never);
      return [status, said.code];
    };
    expect(await put({ sku, quantity: 1, price: 1 })).toEqual([400, 'invalid_request']);
    expect(await put({ sku, quantity: '1' })).toEqual([400, 'invalid_request']);
    expect(await put({ sku, quantity: -1 })).toEqual([400, 'invalid_request']);
    expect(await put({ sku, quantity: 0.5 })).toEqual([400, 'invalid_request']);
    expect(await put({ sku: 'x'.repeat(500), quantity: 1 })).toEqual([400, 'invalid_request']);
    expect(await put({ sku: 'NO-SUCH-ROBOT', quantity: 1 })).toEqual([404, 'product_not_found']);
    expect(await put({ sku, quantity: 3 })).toEqual([409, 'not_enough_stock']);
    expect(await put({ sku: (await newProduct({ stock: 0 })).sku, quantity: 1 })).toEqual([
      409,
      'out_of_stock',
    ]);
    expect(await put('{"sku":')).toEqual([400, 'invalid_json']);
    expect(await put({ sku, quantity: 1, note: 'x'.repeat(150_000) })).toEqual([413, 'body_too_large']);
    expect(await put([1])).toEqual([400, 'invalid_request']);
    expect((await me.do(cart.getCart)).quantity).toBe(1);
  });

  it('at the door', async () => {
    const unknown = await raw('/api/nothing/here');
    expect(unknown.status).toBe(404);
    expect(unknown.headers.get('content-type')).toContain('application/problem+json');
    expect(await unknown.json()).toMatchObject({
      code: 'route_not_found',
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    const method = await raw('/api/cart/cart', { method: 'PATCH' });
    expect(method.status).toBe(405);
    expect(method.headers.get('allow')).toMatch(/^(GET, DELETE|DELETE, GET)$/);
    const xml = await raw('/api/cart/cart/lines', {
      method: 'POST',
      body: '<a/>',
      headers: { 'content-type': 'text/xml' },
    });
    expect([xml.status, (await xml.json()).code]).toEqual([415, 'unsupported_media_type']);
    expect((await raw('/no-such-page')).status).toBe(404);
    expect((await raw('/product/NO-SUCH-ROBOT')).status).toBe(404);
    expect((await raw('/product/%00')).status).toBeLessThan(500);
  });

  it('in searches and lists', async () => {
    const me = new Shopper();
    const list = async (query: object) => (await me.ask(catalogue.listProducts, { query } as never)).status;
    expect(await list({ page: 0 })).toBe(400);
    expect(await list({ size: 101 })).toBe(400);
    expect(await list({ sort: 'random' })).toBe(400);
    expect(await list({ surprise: 1 })).toBe(400);
    expect(await list({ page: 9_999 })).toBe(200);
    expect((await me.ask(catalogue.searchProducts, { query: { q: '' } })).status).toBe(400);
    expect((await me.ask(catalogue.searchProducts, { query: { q: '\'"$.*(\\' } })).status).toBe(200);
    expect(
      (await me.ask(shipping.findCities, { params: { country: 'DE' }, query: { q: '%' } })).body.items,
    ).toEqual([]);
  });

  it('in accounts', async () => {
    const me = new Shopper();
    const open = (body: object) => me.ask(web.openAccount, { body } as never);
    const good = {
      name: `ada ${uuid().slice(-8)}`,
      email: `${uuid()}@example.org`,
      password: 'correct horse battery',
    };
    expect(await open({ ...good, email: 'nobody' })).toMatchObject({ status: 400 });
    expect(await open({ ...good, role: 'admin' })).toMatchObject({ status: 400 });
    expect(await open({ ...good, password: 'password' })).toMatchObject({
      status: 422,
      body: { code: 'password_too_common' },
    });
    expect(await me.ask(web.startSession, { body: { login: good.name, password: 'x' } })).toMatchObject({
      status: 401,
      body: { code: 'wrong_credentials' },
    });
    expect((await me.do(web.getSession)).shopper?.kind ?? 'none').not.toBe('member');
  });

  it('with cookies that are forged or from another shop', async () => {
    for (const value of ['x', 'Fe26.2*1*aaaa*bbbb*cccc**dddd*eeee', '', '{}']) {
      const answer = await raw('/api/user/profile', {
        headers: { cookie: `__Host-shop=${value}; shop=${value}` },
      });
      expect(answer.status).toBe(401);
    }
  });

  it('from an admin who mistypes', async () => {
    const admin = await theAdmin();
    const { sku } = await newProduct({ stock: 2 });
    const adjust = (body: object) => admin.ask(catalogue.adjustStock, { params: { sku }, body } as never);
    expect(await adjust({ change: -3, reason: 'x' })).toMatchObject({
      status: 409,
      body: { code: 'stock_below_zero' },
    });
    expect((await adjust({ change: 0.5, reason: 'x' })).status).toBe(400);
    const price = { price: { amount: -1, currency: 'EUR' } };
    expect((await admin.ask(catalogue.updateProduct, { params: { sku }, body: price })).status).toBe(400);
    expect((await admin.ask(dispatch.getAnyOrder, { params: { orderId: 'not-an-id' } })).status).toBe(400);
    expect((await admin.ask(dispatch.getAnyOrder, { params: { orderId: uuid() } })).status).toBe(404);
  });
});

describe('an account that is deleted', () => {
  it('takes cart, sessions and name with it, and leaves orders and reviews without a person', async () => {
    const product = await newProduct();
    const name = `ada ${uuid().slice(-12)}`;
    const me = await new Shopper().register(name);
    await me.do(ratings.putMyReview, {
      params: { sku: product.sku },
      body: { score: 4, title: 'Good', text: 'Yes.' },
    });
    await me.add(product.sku, 1);
    const order = await me.buy();
    await me.waitForState(order.id, 'delivered');
    await me.do(user.deleteAccount, { body: { password: 'correct horse battery' } });

    expect((await me.do(web.getSession)).shopper).toBeNull();
    expect(
      (
        await new Shopper().ask(web.startSession, {
          body: { login: name, password: 'correct horse battery' },
        })
      ).status,
    ).toBe(401);
    const stranger = new Shopper();
    await until('the review has no name', async () => {
      const { items } = await stranger.do(ratings.listReviews, { params: { sku: product.sku } });
      return items.length === 1 && items[0]?.author !== name;
    });
    const admin = await theAdmin();
    await until('the order has no person', async () => {
      const kept = await admin.do(dispatch.getAnyOrder, { params: { orderId: order.id } });
      return (
        kept.email !== me.email &&
        kept.address.name !== 'Ada Lovelace' &&
        kept.totals.total.amount === order.totals.total.amount
      );
    });
  });
});
