import { ServiceTokens } from '@shop/auth';
import { afterEach, describe, expect, it, vi } from 'vitest';

const SECRET = 'a-secret-for-tests-of-thirty-two-characters';
const cart = new ServiceTokens('cart', SECRET);

const refused = expect.objectContaining({ code: 'not_allowed' });

afterEach(() => {
  vi.useRealTimers();
});

describe('a service that is called', () => {
  it('knows who calls, the first time and the next', async () => {
    const catalogue = new ServiceTokens('catalogue', SECRET);
    const token = await cart.mint('catalogue');
    expect([await catalogue.verify(token), await catalogue.verify(token)]).toEqual(['cart', 'cart']);
  });

  it('refuses a token it has taken before, once that has expired', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const catalogue = new ServiceTokens('catalogue', SECRET);
    const token = await new ServiceTokens('cart', SECRET).mint('catalogue');
    await catalogue.verify(token);
    vi.setSystemTime(Date.now() + 91_000);
    await expect(catalogue.verify(token)).rejects.toEqual(refused);
  });

  it('refuses a token for another service, one of another secret, and one that was changed, also when asked twice', async () => {
    const catalogue = new ServiceTokens('catalogue', SECRET);
    const good = await cart.mint('catalogue');
    await catalogue.verify(good);
    const foreign = await new ServiceTokens('cart', SECRET.toUpperCase()).mint('catalogue');
    const last = good.at(-2) === 'A' ? 'B' : 'A';
    const changed = good.slice(0, -2) + last + good.at(-1);
    for (const token of [await cart.mint('payment'), foreign, changed, changed]) {
      await expect(catalogue.verify(token)).rejects.toEqual(refused);
    }
  });
});

describe('who signed a token', () => {
  it('is a service or the verifier, and nobody else who knows the secret', async () => {
    const dispatch = new ServiceTokens('dispatch', SECRET);
    expect(await dispatch.verify(await new ServiceTokens('verifier', SECRET).mint('dispatch'))).toBe(
      'verifier',
    );
    const stranger = new ServiceTokens('stranger' as 'verifier', SECRET);
    await expect(dispatch.verify(await stranger.mint('dispatch'))).rejects.toEqual(refused);
  });
});
