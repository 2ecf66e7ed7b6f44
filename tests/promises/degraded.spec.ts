import { afterAll, beforeAll, describe } from 'vitest';
import { browse, reportBrowsing } from './degraded/outage.ts';
import { othersAway } from './degraded/outside.ts';
import { servicesAway } from './degraded/services.ts';
import { storesAway } from './degraded/stores.ts';
import { figure, scale } from './support/scale.ts';
import { type OwnShop, openShop } from './support/shop.ts';

let shop: OwnShop;

beforeAll(async () => {
  // A parcel is at the door at once; a payment whose outcome is unknown is settled within seconds.
  shop = await openShop({
    env: { CARRIER_STEP_MS: '50', GATEWAY_TIMEOUT_MS: '1500', SETTLED_AFTER_MS: '4000' },
  });
  figure('R10', shop.mongo);
  await browse('quiet');
});
afterAll(async () => {
  reportBrowsing();
  await shop?.close();
});

describe.each(Array.from({ length: scale(1, 3) }, (_, round) => round + 1))('R10 degraded, round %i', () => {
  describe('a service is away', servicesAway);
  describe('a store is away', storesAway);
  describe('somebody else is away', othersAway);
});
