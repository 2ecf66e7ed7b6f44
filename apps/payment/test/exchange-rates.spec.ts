import { payment } from '@shop/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { send } from '../../../tests/support/http.ts';
import { startWorld, type World } from './support.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const rates = async () => (await send(world.url, payment.listExchangeRates, {}, {})).body.items;
const set = async (role: 'admin' | 'support' | undefined, micros: number) => {
  const token = await world.issuer.token({
    kind: 'member',
    name: 'Ada',
    ...(role === undefined ? {} : { role }),
  });
  const input = { params: { currency: 'USD' as const }, body: { micros, day: '2026-11-21' } };
  return (await send(world.url, payment.setExchangeRate, input, { token })).status;
};

it('shows everybody what a euro is worth, from the first day on, and lets an admin say so', async () => {
  expect(await rates()).toEqual([
    { currency: 'USD', micros: 1_152_000, day: '2026-11-20' },
    { currency: 'GBP', micros: 879_000, day: '2026-11-20' },
  ]);
  expect(await set('admin', 1_160_000)).toBe(200);
  expect((await rates())[0]).toEqual({ currency: 'USD', micros: 1_160_000, day: '2026-11-21' });
});

it('tells who changed a rate, from what to what, once', async () => {
  expect(await set('admin', 1_170_000)).toBe(200);
  expect(await set('admin', 1_170_000)).toBe(200);
  expect(await set('admin', 1_180_000)).toBe(200);
  const told = (micros: number) =>
    world.broker.hear(payment.rateChanged, ({ before }) => before?.micros === micros);
  expect(await told(1_160_000)).toMatchObject({
    by: { name: 'Ada' },
    currency: 'USD',
    before: { micros: 1_160_000, day: '2026-11-21' },
    after: { micros: 1_170_000, day: '2026-11-21' },
  });
  expect(await told(1_170_000)).toMatchObject({ after: { micros: 1_180_000 } });
});

it('refuses a rate of anybody else, and one that cannot be', async () => {
  const before = await rates();
  expect(await set(undefined, 1)).toBe(403);
  expect(await set('support', 1_200_000)).toBe(403);
  expect(await set('admin', 0)).toBe(400);
  expect(await rates()).toEqual(before);
});
