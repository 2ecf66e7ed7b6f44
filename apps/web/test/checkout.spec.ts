import type { dispatch } from '@shop/contracts';
import { describe, expect, it } from 'vitest';
import { isOwnPath } from '../src/components/account/entrance.ts';
import { productOf } from '../src/components/admin/product-fields.ts';
import { attemptAt, type Draft, furthest, orderOf } from '../src/components/checkout/draft.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const CART_VERSION = 3;
const draft: Draft = {
  owner: '01a1fd21-fbd4-753f-8864-dd5d4a0aedb5',
  email: 'ann@example.org',
  address: { name: 'Ann', street: '1 Way', postcode: '69001', country: 'FR', city: 'Lyon', cityId: 7 },
  service: 'economy',
  quote: { token: 'signed', destination: { cityId: 7, city: 'Lyon', country: 'FR' } } as dispatch.Quote,
  quotedFor: CART_VERSION,
  card: {
    gateway: 'stripe',
    token: 'tok_a',
    brand: 'visa',
    last4: '4242',
    expiresAt: '2026-11-21T12:30:00Z',
  },
};

describe('paying twice by accident', () => {
  it('is one attempt: the key stays for as long as the order is the very same', () => {
    const attempt = attemptAt(draft, 'en');
    expect(attempt?.key).toMatch(/^[0-9a-f]{32}$/);
    const reloaded: Draft = JSON.parse(JSON.stringify({ ...draft, attempt }));
    expect(attemptAt(reloaded, 'en')).toEqual(attempt);
    expect(attempt?.of).toBe(JSON.stringify({ ...orderOf(reloaded), locale: 'en' }));
    expect(attemptAt(reloaded, 'de'), 'looked at in German').toEqual(attempt);
  });

  it.each<[string, Partial<Draft>]>([
    ['the address', { address: { ...draft.address, street: '2 Way' } }],
    ['the e-mail address', { email: 'bob@example.org' }],
    ['the offer', { quote: { ...draft.quote, token: 'signed again' } as dispatch.Quote }],
    ['the card', { card: { ...(draft.card as NonNullable<Draft['card']>), token: 'tok_b' } }],
  ])('is another attempt once %s is another', (_, change) => {
    const attempt = attemptAt(draft, 'en');
    const changed = { ...draft, ...(attempt === undefined ? {} : { attempt }), ...change };
    expect(attemptAt(changed, 'en')?.key).not.toBe(attempt?.key);
  });
});

describe('how far a checkout is', () => {
  const cases: [string, Draft][] = [
    ['review', draft],
    ['address', { ...draft, email: ' ' }],
    ['address', { ...draft, address: { ...draft.address, cityId: undefined } }],
    ['delivery', { ...draft, quotedFor: CART_VERSION - 1 }],
    ['delivery', { ...draft, address: { ...draft.address, cityId: 8 } }],
    [
      'payment',
      {
        ...draft,
        card: { ...(draft.card as NonNullable<Draft['card']>), expiresAt: '2026-11-21T11:59:00Z' },
      },
    ],
  ];
  it.each(cases)('is %s', (step, at) => {
    expect(furthest(at, CART_VERSION, NOW)).toBe(step);
  });
});

describe('a price that an admin types', () => {
  const typed = { name: 'A', description: 'B', categories: 'robot', weightGrams: '1', attributes: '' };
  it.each([
    ['1024', 102_400],
    ['0.1', 10],
    ['19,99', 1_999],
    ['1.10', 110],
  ])('of %s is %i cents', (price, cents) => {
    expect(productOf({ ...typed, price }).product?.price.amount).toBe(cents);
  });
  it.each(['', '-1', '1.999', '1e3', 'ten', '1.'])('“%s” is none', (price) => {
    expect(productOf({ ...typed, price })).toMatchObject({ fields: { price: expect.any(String) } });
  });
});

describe('where signing in leads to', () => {
  it.each(['/', '/checkout?step=review', '/orders/1#x'])('may be %s', (path) => {
    expect(isOwnPath(path)).toBe(true);
  });
  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', '', 'javascript:alert(1)', '/a\nb'])(
    'is never %j',
    (path) => {
      expect(isOwnPath(path)).toBe(false);
    },
  );
});
