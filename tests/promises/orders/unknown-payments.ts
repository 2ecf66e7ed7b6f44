import { expect, it } from 'vitest';
import { newProduct } from '../../support/shopper.ts';
import { until } from '../../support/until.ts';
import { atCheckout } from '../support/buyer.ts';
import { pool } from '../support/pool.ts';
import { figure, percentile, scale, secondsSince } from '../support/scale.ts';
import type { OwnShop } from '../support/shop.ts';
import { type KeptPayment, moneyOf, type Witness } from '../support/witness.ts';

const PAYMENTS = scale(60, 2_000);
const AT_ONCE = 16;
const RESOLVED_WITHIN_MS = 300_000;
/** Shares of the calls that make or take a payment. Of those that stall, some are carried out all the same, and late. */
const FAULTS = {
  dropAfterCharge: 0.1,
  errorAfterCharge: 0.1,
  stall: 0.03,
  lateCharge: 0.02,
  stallSeconds: scale(2, 30),
  operations: ['authorise', 'capture'],
  seed: 7,
};

const isOpen = ({ state, attempts }: KeptPayment): boolean =>
  state === 'started' || attempts.some(({ outcome }) => outcome === 'started' || outcome === 'unknown');

/** The longest it was not known what the provider did, in ms. */
function unknownFor({ attempts }: KeptPayment): number {
  const kinds = Map.groupBy(attempts, ({ operation }) => operation);
  const ends = [...kinds.values()].map((made) => {
    const last = Math.max(...made.map(({ settledAt }) => settledAt?.getTime() ?? Number.POSITIVE_INFINITY));
    return last - Math.min(...made.map(({ startedAt }) => startedAt.getTime()));
  });
  return Math.max(0, ...ends);
}

/** R4: a provider that charges and does not say so charges nobody twice, and nothing stays open. */
export function unknownPayments(shop: () => OwnShop, witness: () => Witness): void {
  it(`R4 ${PAYMENTS} payments at providers that charge and do not say so: none doubled, none left unknown`, async () => {
    const start = Date.now();
    const { sku } = await newProduct({ stock: PAYMENTS });
    const before = await gatewayCalls(shop());
    const asked = await faults(shop(), 'POST', FAULTS);
    expect(asked).toMatchObject({ dropAfterCharge: 0.1, errorAfterCharge: 0.1, stall: 0.03 });
    const ids = await pool(PAYMENTS, AT_ONCE, async (index) => {
      const { shopper, body } = await atCheckout({ sku, gateway: index % 2 === 0 ? 'stripe' : 'worldpay' });
      const reply = await shopper.order(body);
      expect(reply.status).toBe(201);
      return reply.body.id;
    });
    const orders = await witness().ended(ids, RESOLVED_WITHIN_MS);
    const payments = await until(
      'every payment is known',
      async () => {
        const found = await witness().payments(ids);
        return found.length === PAYMENTS && !found.some(isOpen) && found;
      },
      RESOLVED_WITHIN_MS,
    );
    await faults(shop(), 'DELETE');
    const charges = await witness().charges();
    const doubled = orders.filter(({ _id }) => moneyOf(charges.get(_id)).times > 1);
    expect(doubled).toEqual([]);
    for (const { _id, state, totals } of orders) {
      const { kept, open } = moneyOf(charges.get(_id));
      expect([_id, kept, open]).toEqual([_id, state === 'delivered' ? totals.total.amount : 0, 0]);
    }
    const waits = payments.map(unknownFor);
    expect(Math.max(...waits)).toBeLessThan(RESOLVED_WITHIN_MS);
    const unclear = (await gatewayCalls(shop())) - before;
    // Of 60 payments a good dozen meets a fault, of 2,000 several hundred: otherwise nothing was proven.
    expect(unclear).toBeGreaterThan(PAYMENTS / 10);
    const sold = orders.filter(({ state }) => state === 'delivered').length;
    expect(await witness().stockAtRest(sku)).toMatchObject({ available: PAYMENTS - sold, held: 0, sold });
    const longest = (Math.max(...waits) / 1_000).toFixed(1);
    const usual = (percentile(waits, 0.99) / 1_000).toFixed(1);
    figure(
      'R4',
      `${PAYMENTS} payments, ${unclear} calls without a clear answer: 0 doubled, 0 unknown in the end, the longest for ${longest} s (p99 ${usual} s), ${sold} delivered, ${PAYMENTS - sold} declined, ${secondsSince(start)} (${shop().mongo})`,
    );
  });
}

async function faults(shop: OwnShop, method: 'POST' | 'DELETE', body?: object): Promise<unknown> {
  const response = await fetch(`${shop.psp}/_control/faults`, {
    method,
    signal: AbortSignal.timeout(10_000),
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  expect(response.status).toBe(200);
  return response.json();
}

/** Calls to the providers that got no clear answer, as payment counts them. */
async function gatewayCalls(shop: OwnShop): Promise<number> {
  const response = await fetch(`${shop.urls.payment}/metrics`, { signal: AbortSignal.timeout(10_000) });
  const lines = [...(await response.text()).matchAll(/^payment_gateway_calls_total\{(.*)\} (\d+)$/gm)];
  return lines
    .filter(([, labels]) => /outcome="unknown"/.test(labels ?? '') && !/operation="query"/.test(labels ?? ''))
    .reduce((sum, [, , count]) => sum + Number(count), 0);
}
