import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceTokens } from '@shop/auth';
import { cart, dispatch, payment, ratings, shipping } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Verdict } from '../../tools/verifier/src/verdict.ts';
import { startKubernetes } from '../support/kubernetes.ts';
import {
  ledgerOf,
  mailsTo,
  newProduct,
  Shopper,
  stockAtRest,
  stockOf,
  theAdmin,
} from '../support/shopper.ts';
import { shop } from '../support/stack.ts';
import { until } from '../support/until.ts';
import { runVerifier, startListener } from '../support/verifier.ts';

const markOf = (from: 'verifier' | 'cart' = 'verifier', to: 'dispatch' | 'cart' = 'dispatch') =>
  new ServiceTokens(from, shop.at.serviceSecret).mint(to);
const marked = async (mark?: string) => ({ [dispatch.SYNTHETIC_HEADER]: mark ?? (await markOf()) });
const versionOf = async (name: 'cart' | 'web') => {
  const health = (await (await fetch(`${shop.at.urls[name]}/health`)).json()) as { version: string };
  return health.version;
};

/** From the cart to a synthetic order, as the verifier does it. */
async function trial(shopper: Shopper) {
  const address = await shopper.address();
  const quote = await shopper.do(
    dispatch.createQuote,
    { body: { cityId: address.cityId, service: 'standard' } },
    await marked(),
  );
  const body = {
    quote: quote.token,
    email: shopper.email,
    address,
    payment: { gateway: 'stripe', token: 'tok_of_nobody' },
  };
  return shopper.do(dispatch.placeOrder, { body }, { ...(await marked()), 'idempotency-key': uuid() });
}

describe('the verifier', () => {
  let folder: string;
  let slack: Awaited<ReturnType<typeof startListener>>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'verdict-'));
    slack = await startListener();
  });
  afterAll(async () => {
    slack?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('finds the shop green: version, storefront, purchase, delivery; and leaves no trace in the business', async () => {
    const [version, file] = [await versionOf('cart'), join(folder, 'cart.json')];
    const args = ['verify', '--app', 'cart', '--version', version, '--record', file];
    const run = await runVerifier([...args, '--revision', 'abc1234'], {
      SHOP_URL: shop.at.url,
      HEALTH_URL: `${shop.at.urls.cart}/health`,
      SERVICE_SECRET: shop.at.serviceSecret,
      ENVIRONMENT: 'staging',
      SLACK_WEBHOOK_URL: slack.url,
      TIMEOUT_S: '100',
    });
    expect(run, JSON.stringify(run)).toMatchObject({ code: 0 });
    const verdict = Verdict.parse(JSON.parse(await readFile(file, 'utf8')));
    const about = { app: 'cart', version, revision: 'abc1234', environment: 'staging', verdict: 'green' };
    expect(verdict).toMatchObject(about);
    expect(run.lines.at(-1)).toMatchObject({ ...about, order: verdict.order });
    const [message, ...more] = slack.heard.map(({ body }) => (JSON.parse(body) as { text: string }).text);
    expect(more).toEqual([]);
    expect(message).toContain(`cart ${version} on staging is green`);
    expect(message).toContain(verdict.order);

    const admin = await theAdmin();
    const orderId = verdict.order ?? '';
    const order = await admin.do(dispatch.getAnyOrder, { params: { orderId } });
    expect(order).toMatchObject({ state: 'delivered', synthetic: true });
    for (const q of [order.number, order.email])
      expect(await admin.do(dispatch.listAllOrders, { query: { q } })).toMatchObject({ total: 0, items: [] });
    expect(await admin.do(payment.getPayment, { params: { orderId } })).toMatchObject({
      gateway: 'synthetic',
      state: 'captured',
    });
    expect((await ledgerOf(orderId)).payments).toEqual([]);
    // It is counted once it is written down.
    await until('it is counted', async () => {
      const metrics = await (await fetch(`${shop.at.urls.dispatch}/metrics`)).text();
      return /synthetic_orders_total\{[^}]*outcome="delivered"[^}]*\} [1-9]/.test(metrics);
    });
  });

  it('only buys, on a schedule, and says so in one line', async () => {
    const before = slack.heard.length;
    const run = await runVerifier(['buy'], {
      SHOP_URL: shop.at.url,
      SERVICE_SECRET: shop.at.serviceSecret,
      SLACK_WEBHOOK_URL: slack.url,
    });
    expect(run, JSON.stringify(run)).toMatchObject({ code: 0, lines: [{ level: 'info', verdict: 'green' }] });
    expect(slack.heard).toHaveLength(before);
  });

  it('stays green, and recorded, when Slack is down; and says so when things are well again', async () => {
    const api = await startKubernetes();
    try {
      const ready = { replicas: 2, updatedReplicas: 2, readyReplicas: 2 };
      api.deployments.set('cart', { metadata: {}, spec: { replicas: 2 }, status: ready });
      const env = {
        SHOP_URL: shop.at.url,
        SERVICE_SECRET: shop.at.serviceSecret,
        KUBERNETES_URL: api.url,
        ENVIRONMENT: 'preprod',
      };
      const run = await runVerifier(['verify', '--app', 'cart', '--version', await versionOf('cart')], {
        ...env,
        HEALTH_URL: `${shop.at.urls.cart}/health`,
        SLACK_WEBHOOK_URL: 'http://127.0.0.1:9',
      });
      expect(run, JSON.stringify(run)).toMatchObject({ code: 0 });
      expect(run.lines.some(({ msg }) => msg.includes('not delivered, the verdict stands'))).toBe(true);
      const green = api.configMaps.get('verdict-cart')?.data['latest'] ?? '';
      expect(JSON.parse(green)).toMatchObject({ verdict: 'green', environment: 'preprod' });

      const before = slack.heard.length;
      const red = { ...JSON.parse(green), app: 'schedule', verdict: 'red', reason: 'no answer' };
      api.put('verdict-schedule', { data: { latest: JSON.stringify(red) } });
      for (let time = 0; time < 2; time++)
        expect(await runVerifier(['buy'], { ...env, SLACK_WEBHOOK_URL: slack.url })).toMatchObject({
          code: 0,
        });
      expect(slack.heard).toHaveLength(before + 1);
      expect(slack.heard.at(-1)?.body).toContain('The shop on preprod is green');
    } finally {
      api.stop();
    }
  });

  it('is red, and says why, where its mark is not the shop’s', async () => {
    const run = await runVerifier(['buy'], {
      SHOP_URL: shop.at.url,
      SERVICE_SECRET: 'another-secret-of-thirty-two-characters',
    });
    expect(run).toMatchObject({ code: 1, lines: [{ level: 'error', verdict: 'red' }] });
    expect(run.lines[0]?.['reason']).toContain('403 synthetic_refused');
  });
});

describe('a synthetic order', () => {
  it('goes all the way and moves nothing: stock, money, parcel, e-mail, history, what was bought', async () => {
    const [tried, bought] = [await newProduct(), await newProduct()];
    const member = await new Shopper().register();
    await member.add(tried.sku, 3);
    const order = await trial(member);
    const end = await member.waitFor(order.id, 'at its end', ({ final }) => final);
    expect(end).toMatchObject({ state: 'delivered', synthetic: true });
    await until('the cart is empty', async () => (await member.do(cart.getCart)).lines.length === 0);
    expect(await stockOf(tried.sku)).toMatchObject({ available: 10, held: 0, sold: 0, stocked: 10 });
    expect((await ledgerOf(order.id)).payments).toEqual([]);
    expect(await member.ask(shipping.getShipment, { params: { orderId: order.id } })).toMatchObject({
      status: 404,
    });

    // What a real order does to all of these comes after: had the trial done any of it, it would be here by then.
    await member.add(bought.sku);
    const real = await member.buy();
    expect(real).not.toHaveProperty('synthetic');
    await member.waitForState(real.id, 'delivered');
    expect(await stockAtRest(bought.sku)).toMatchObject({ available: 9, sold: 1, stocked: 10 });
    const review = (sku: string) =>
      member.do(ratings.putMyReview, {
        params: { sku },
        body: { score: 4, title: 'Fine', text: 'It works.' },
      });
    await until('the buyer is known', async () => (await review(bought.sku)).verified);
    expect((await review(tried.sku)).verified).toBe(false);
    expect((await member.do(dispatch.listOrders)).items.map(({ id }) => id)).toEqual([real.id]);
    const mails = await until('receipt and notice', async () => {
      const all = (await mailsTo(member.email)).filter(({ subject }) => !subject.includes('confirm your'));
      return all.length >= 2 && all;
    });
    expect(mails.filter(({ subject }) => !subject.includes(real.number))).toEqual([]);
  });

  it('is refused for want of stock as any order would be', async () => {
    const scarce = await newProduct({ stock: 1 });
    const guest = new Shopper();
    await guest.add(scarce.sku);
    const address = await guest.address();
    const quote = await guest.do(
      dispatch.createQuote,
      { body: { cityId: address.cityId, service: 'standard' } },
      await marked(),
    );
    const other = new Shopper();
    await other.add(scarce.sku);
    await other.waitForState((await other.buy()).id, 'delivered');
    const body = {
      quote: quote.token,
      email: guest.email,
      address,
      payment: { gateway: 'stripe', token: 'tok_of_nobody' },
    };
    const refused = await guest.ask(
      dispatch.placeOrder,
      { body },
      { ...(await marked()), 'idempotency-key': uuid() },
    );
    expect(refused).toMatchObject({ status: 409, body: { code: 'price_changed' } });
  });

  it('cannot be had with a forged mark, another service’s, or one lost on the way', async () => {
    const product = await newProduct();
    const guest = new Shopper();
    await guest.add(product.sku);
    const { cityId } = await guest.address();
    const quote = (headers: Record<string, string>) =>
      guest.ask(dispatch.createQuote, { body: { cityId, service: 'standard' } }, headers);
    const refused = { status: 403, body: { code: 'synthetic_refused' } };
    const foreign = await new ServiceTokens('verifier', 'another-secret-of-thirty-two-characters').mint(
      'dispatch',
    );
    for (const mark of ['1', foreign, await markOf('cart'), await markOf('verifier', 'cart')])
      expect(await quote(await marked(mark))).toMatchObject(refused);
    const { body } = await quote(await marked());
    const order = { ...(await guest.orderOf(body as dispatch.Quote)), quote: body.token };
    expect(await guest.order(order)).toMatchObject(refused);
    expect((await guest.do(dispatch.listOrders)).total).toBe(0);
    expect(await stockOf(product.sku)).toMatchObject({ available: 10, sold: 0 });
  });
});
