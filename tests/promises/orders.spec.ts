import { afterAll, beforeAll, describe } from 'vitest';
import { idempotency } from './orders/idempotency.ts';
import { oversell } from './orders/oversell.ts';
import { unknownPayments } from './orders/unknown-payments.ts';
import { scale } from './support/scale.ts';
import { type OwnShop, openShop } from './support/shop.ts';
import { openWitness, type Witness } from './support/witness.ts';

let shop: OwnShop;
let witness: Witness;

beforeAll(async () => {
  shop = await openShop({
    env: {
      CARRIER_STEP_MS: '100',
      // In the long form as in production: 10 s, 75 s.
      GATEWAY_TIMEOUT_MS: scale('1000', '10000'),
      SETTLED_AFTER_MS: scale('5000', '75000'),
      HOLD_MS: scale('6000', '60000'),
      CHALLENGE_MS: scale('12000', '90000'),
    },
  });
  witness = await openWitness(shop);
});
afterAll(async () => {
  await witness?.close();
  await shop?.close();
});

describe('placing the same order again', () => {
  idempotency(
    () => shop,
    () => witness,
  );
});

describe('a provider that does not say what it did', () => {
  unknownPayments(
    () => shop,
    () => witness,
  );
});

describe('more buyers than goods', () => {
  oversell(
    () => shop,
    () => witness,
  );
});
