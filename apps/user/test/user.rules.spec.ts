import type { user } from '@shop/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isGuessable, nameKey, withAddress, withoutAddress } from '../src/account/account.ts';
import { GRACE_MS, judge, RefreshTokens, type Session } from '../src/session/refresh.ts';

const now = new Date('2026-11-21T12:00:00Z');
const session: Session = {
  id: 's',
  turn: 5,
  rotatedAt: new Date(now.getTime() - 60_000),
  expiresAt: new Date(now.getTime() + 60_000),
};

describe('a refresh token', () => {
  const tokens = new RefreshTokens('a-secret-for-tests-of-thirty-two-characters');

  it('is read back, and nothing else is', () => {
    expect(tokens.read(tokens.make('abc', 7))).toEqual({ sessionId: 'abc', turn: 7 });
    const mine = tokens.make('abc', 7);
    const others = new RefreshTokens('another-secret-of-at-least-thirty-two-chars').make('abc', 7);
    for (const bad of [
      others,
      mine.replace('.7.', '.8.'),
      mine.replace('abc', 'abd'),
      `${mine}x`,
      `${mine}.x`,
      '',
      '..',
    ]) {
      expect(tokens.read(bad)).toBeUndefined();
    }
    fc.assert(fc.property(fc.string(), (any) => tokens.read(any) === undefined));
  });

  it('rotates when current, repeats for moments, gives a thief away after that', () => {
    expect(judge(session, 5, now)).toBe('rotate');
    const fresh = { ...session, rotatedAt: new Date(now.getTime() - GRACE_MS) };
    expect(judge(fresh, 4, now)).toBe('repeat');
    expect(judge({ ...fresh, rotatedAt: new Date(now.getTime() - GRACE_MS - 1) }, 4, now)).toBe('reuse');
    expect(judge(fresh, 3, now)).toBe('reuse');
    expect(judge(fresh, 6, now)).toBe('reuse');
    expect(judge({ ...session, endedAt: now }, 5, now)).toBe('ended');
    expect(judge({ ...session, expiresAt: now }, 5, now)).toBe('ended');
  });
});

describe('addresses', () => {
  const address = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    isDefault: fc.boolean(),
  }) as fc.Arbitrary<unknown> as fc.Arbitrary<user.Address>;

  it('have exactly one default while there are any', () => {
    const step = fc.oneof(address, fc.constantFrom('a', 'b', 'c'));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        let all: user.Address[] = [];
        for (const one of steps) {
          all = typeof one === 'string' ? withoutAddress(all, one) : withAddress(all, one);
          expect(all.filter(({ isDefault }) => isDefault)).toHaveLength(all.length === 0 ? 0 : 1);
          expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
        }
      }),
    );
  });
});

describe('a password', () => {
  const about = { name: 'Ada Lovelace', email: 'ada@example.org' };
  it.each([
    'password',
    'Password123',
    '12345678',
    'aaaaaaaa',
    'qwertyuiop',
    '87654321',
    'ada lovelace',
    'ada@example.org',
  ])('%s is guessable', (password) => expect(isGuessable(password, about)).toBe(true));
  it.each(['correct horse battery staple', 'Tr0ub4dor&3', 'пароль-не-простой'])('%s is not', (password) => {
    expect(isGuessable(password, about)).toBe(false);
  });
});

it('names are one however they are capitalised or composed', () => {
  expect(nameKey(' Zoë ')).toBe(nameKey('ZOË'));
});
