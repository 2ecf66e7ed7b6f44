import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BrokenBuildName, broken, brokenBuilds } from '../../tools/chaos/src/broken/builds.ts';
import { witnessesOf } from '../../tools/chaos/src/checker/evidence.ts';
import { judge } from '../../tools/chaos/src/checker/judge.ts';
import type { Entry } from '../../tools/chaos/src/history.ts';
import { atCheckout, type Checkout } from '../promises/support/buyer.ts';
import { type OwnShop, openShop } from '../promises/support/shop.ts';
import { newProduct } from '../support/shopper.ts';
import { until } from '../support/until.ts';

let shop: OwnShop;
const history: Entry[] = [];
const stocked = new Map<string, { stocked: number; sold: number }>();

beforeAll(async () => {
  shop = await openShop({ env: { CARRIER_STEP_MS: '100' }, mayEnd: (process) => process === 'dispatch' });
});
afterAll(() => shop?.close());

function part(name: 'catalogue' | 'dispatch') {
  const process = shop.processes[name];
  if (process === undefined) throw new Error(`${name} does not run`);
  return process;
}

/** A product that only this file buys. */
async function stock(units: number): Promise<string> {
  const { sku } = await newProduct({ stock: units });
  stocked.set(sku, { stocked: units, sold: 0 });
  return sku;
}

/** Orders, and writes into the history what a client of the chaos run would. */
async function place({ shopper, body }: Checkout, sku: string): Promise<string> {
  const key = uuid();
  const about = { call: history.length, shopper: shopper.email, op: 'place', key } as const;
  history.push({ ...about, at: Date.now(), phase: 'invoke', lines: [{ sku, quantity: 1 }] });
  const { body: order, status } = await shopper.order(body, key);
  expect(status).toBe(201);
  history.push({ ...about, at: Date.now(), phase: 'ok', orderId: order.id });
  return order.id;
}

/** An order during which dispatch dies at `failpoint`, in the build named or in the one we ship, and is started again. */
async function dyingAt(failpoint: string, build?: BrokenBuildName) {
  const dispatch = part('dispatch');
  await dispatch.stop();
  await dispatch.start({ ...(build === undefined ? {} : broken(build)), FAILPOINT: `${failpoint}:kill` });
  const sku = await stock(5);
  const checkout = await atCheckout({ sku });
  const orderId = await place(checkout, sku);
  await until(`dispatch has died at ${failpoint}`, async () => !dispatch.running, 60_000);
  await dispatch.start();
  return { orderId, delivered: () => checkout.shopper.waitForState(orderId, 'delivered') };
}

describe('the checker', () => {
  it('has nothing to say against the build we ship, which dies in the same places', async () => {
    const { delivered } = await dyingAt('order.after-confirmed');
    await delivered();
    await dyingAt('order.before-delivered');
    const { violations, figures } = await judge(witnessesOf(shop), stocked, history, { planted: [] });
    expect(violations).toEqual([]);
    expect(figures.ended).toEqual({ delivered: 2 });
  });

  it(`finds what is lost when ${brokenBuilds['publish-without-outbox'].what}, and when ${brokenBuilds['ack-before-commit'].what}`, async () => {
    const forgotten = await dyingAt('order.before-delivered', 'ack-before-commit');
    const silent = await dyingAt('order.after-confirmed', 'publish-without-outbox');
    await silent.delivered();
    const restLimitMs = 20_000;
    const { violations } = await judge(witnessesOf(shop), stocked, history, { planted: [], restLimitMs });
    const against = ({ orderId }: { orderId: string }) =>
      violations.filter(({ what }) => what.includes(orderId)).map(({ rule }) => rule);
    expect(against(silent)).toEqual(['receipt-missing']);
    expect(against(forgotten)).toEqual(['order-stuck']);
    // An e-mail that was being sent when its process died is taken up again after its lease, and that may be later.
    const others = violations
      .filter(({ rule }) => rule !== 'leftover')
      .map(({ rule, what }) => `${rule}: ${what}`);
    expect(others.slice(2)).toEqual([]);
  });

  it(`finds what is sold twice when ${brokenBuilds['unguarded-decrement'].what}`, async () => {
    const catalogue = part('catalogue');
    await catalogue.stop();
    await catalogue.start(broken('unguarded-decrement'));
    const sku = await stock(2);
    const buyers = await Promise.all(Array.from({ length: 5 }, () => atCheckout({ sku })));
    await Promise.all(buyers.map((buyer) => place(buyer, sku)));
    const { violations } = await judge(witnessesOf(shop), stocked, history, { planted: [] });
    expect(violations.find(({ rule, what }) => rule === 'oversold' && what.includes(sku))).toBeDefined();
  });
});
