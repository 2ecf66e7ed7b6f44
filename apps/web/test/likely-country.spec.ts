import { expect, it } from 'vitest';
import { likelyCountry } from '../src/server/likely-country.ts';

const delivered = ['AT', 'DE', 'IE'];

it.each([
  ['de-AT,de;q=0.9,en;q=0.8', 'AT'],
  ['en-US,en;q=0.9,en-IE;q=0.8', 'IE'],
  ['zh-Hant-TW', undefined],
  ['de', undefined],
  ['*', undefined],
  ['', undefined],
  [null, undefined],
])('a browser that asks for %j most likely is in %s', (asked, country) => {
  expect(likelyCountry(asked, delivered)).toBe(country);
});
