import { sealData } from 'iron-session';
import { v7 as uuid } from 'uuid';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { until } from '../../../tests/support/until.ts';
import { cookieOf, SESSION_SECRET, SHOP, startAccounts, startGateway, startService } from './gateway.ts';

const running: { stop(): unknown }[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

async function shop(options?: Parameters<typeof startAccounts>[0]) {
  const [service, accounts] = [await startService(), await startAccounts(options)];
  const gateway = await startGateway({ service: service.url, accounts: accounts.url });
  running.push(gateway, service, accounts);
  const call = (path: string, cookie = '', init: RequestInit = {}) =>
    fetch(`${gateway.url}${path}`, { redirect: 'manual', ...init, headers: { cookie, ...init.headers } });
  const post = (path: string, body: unknown, cookie = '') =>
    call(path, cookie, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: SHOP },
      body: JSON.stringify(body),
    });
  return { service, accounts, gateway, call, post };
}
const CART = '/api/cart/cart';
const tokensOf = (service: Awaited<ReturnType<typeof startService>>) =>
  service.heard.map(({ headers }) => headers['authorization']);

describe('a guest', () => {
  it('gets a sealed cookie with the first call that needs somebody, and stays the same', async () => {
    const { service, accounts, call } = await shop();
    const first = await call(CART);
    const header = first.headers.get('set-cookie') ?? '';
    expect(header).toContain('HttpOnly');
    expect(header).toContain('SameSite=Lax');
    expect(header).toContain('Path=/');
    expect(header).not.toContain('access-');
    const second = await call(CART, cookieOf(first));
    expect(second.headers.get('set-cookie')).toBeNull();
    expect(accounts.seen.guests).toBe(1);
    const [one, two] = tokensOf(service);
    expect(one).toMatch(/^Bearer access-/);
    expect(two).toBe(one);
  });

  it('is nobody as long as only public things are looked at', async () => {
    const { service, accounts, call } = await shop();
    const answer = await call('/api/catalogue/products');
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(accounts.seen.guests).toBe(0);
    expect(tokensOf(service)).toEqual([undefined]);
    expect(await (await call('/api/session')).json()).toEqual({ shopper: null });
  });

  it.each(['shop=forged', 'shop=Fe26.2*1*abc*def*ghi**jkl*mno~2', 'shop='])(
    'is a new one with a cookie that is not ours: %s',
    async (cookie) => {
      const { accounts, call } = await shop();
      expect((await call(CART, cookie)).status).toBe(200);
      expect(accounts.seen.guests).toBe(1);
    },
  );

  it('is asked to sign in where only members may go', async () => {
    const { service, call } = await shop();
    const answer = await call('/api/user/profile');
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'not_signed_in' });
    expect(service.heard).toEqual([]);
  });
});

describe('a token about to expire', () => {
  it('is renewed once for many requests at the same time, and for a late one with the old cookie', async () => {
    const { service, accounts, call } = await shop({ accessSeconds: 5 });
    const old = cookieOf(await call(CART));
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(CART, old)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(accounts.seen.refreshes).toBe(1);
    expect(new Set(tokensOf(service).slice(1)).size).toBe(1);
    vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] });
    expect((await call(CART, old)).status).toBe(200);
    expect(accounts.seen.refreshes).toBe(1);
    expect(accounts.seen.guests).toBe(1);
  });

  it('of an ended session makes a new guest, or asks a member to sign in and forgets the cookie', async () => {
    const { accounts, call } = await shop({ accessSeconds: 5 });
    const old = cookieOf(await call(CART));
    accounts.state.ended = true;
    const answer = await call('/api/user/profile', old);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await call(CART, old)).status).toBe(200);
    expect(accounts.seen.guests).toBe(2);
  });

  it('is good enough while the user service is away; once it has run out, the shop says so', async () => {
    const { service, accounts, call } = await shop({ accessSeconds: 20 });
    const cookie = cookieOf(await call(CART));
    accounts.stop();
    expect((await call(CART, cookie)).status).toBe(200);
    vi.useFakeTimers({ now: Date.now() + 60_000, toFake: ['Date'] });
    const answer = await call(CART, cookie);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).not.toBeNull();
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(service.heard).toHaveLength(2);
  });
});

describe('signing in', () => {
  const right = { login: 'ann', password: 'right-password' };

  it("makes a new session, ends the guest's, and brings the cart along", async () => {
    const { accounts, call, post } = await shop();
    const guest = cookieOf(await call(CART));
    const answer = await post('/api/session/login', right, guest);
    expect(answer.status).toBe(200);
    const { shopper } = (await answer.json()) as { shopper: { id: string; kind: string } };
    expect(shopper.kind).toBe('member');
    expect(accounts.seen.merges).toEqual([expect.stringContaining(`into ${shopper.id}`)]);
    expect(accounts.seen.revoked).toHaveLength(1);
    // Read by the next page, which says how many products came along.
    expect(answer.headers.getSetCookie()).toContainEqual(expect.stringMatching(/^shop-joined=1; /));
    const member = cookieOf(answer);
    expect(member).not.toBe(guest);
    expect(await (await call('/api/session', member)).json()).toMatchObject({ shopper: { id: shopper.id } });
  });

  it("keeps the guest's cart in mind while the cart service is away, and merges it later", async () => {
    const { accounts, call, post } = await shop();
    const guest = cookieOf(await call(CART));
    accounts.state.cartIsAway = true;
    const answer = await post('/api/session/login', right, guest);
    expect(answer.status).toBe(200);
    accounts.state.cartIsAway = false;
    const again = await call(CART, cookieOf(answer));
    expect(accounts.seen.merges).toHaveLength(1);
    await call(CART, cookieOf(again));
    expect(accounts.seen.merges).toHaveLength(1);
  });

  it('with a wrong password says so, and the guest stays who they are', async () => {
    const { accounts, call, post } = await shop();
    const guest = cookieOf(await call(CART));
    const answer = await post('/api/session/login', { ...right, password: 'wrong' }, guest);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'wrong_credentials' });
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(accounts.seen.revoked).toEqual([]);
  });

  it.each([
    [{ ...right, role: 'admin' }, 'invalid_request'],
    [{ login: 'ann' }, 'invalid_request'],
    [{ login: ['ann'], password: 'right-password' }, 'invalid_request'],
  ])('takes nothing but a name and a password: %o', async (body, code) => {
    const { post } = await shop();
    const answer = await post('/api/session/login', body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code, issues: expect.any(Array) });
  });

  it('answers bad JSON with 400', async () => {
    const { call } = await shop();
    const headers = { 'content-type': 'application/json' };
    const answer = await call('/api/session/login', '', { method: 'POST', headers, body: '{"login":' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'invalid_json' });
  });

  it.each([
    ['/checkout?step=review', '/checkout?step=review'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    ['/%09/evil.example', '/%09/evil.example'],
    ['/\t/evil.example', '/'],
  ])('by a form goes on to a page of this shop only: %s', async (next, to) => {
    const { call } = await shop();
    const answer = await call('/api/session/login', '', {
      method: 'POST',
      body: new URLSearchParams({ ...right, next }),
    });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(to);
  });

  it('out ends the session and takes the cookie away, also when the user service is away', async () => {
    const { accounts, call, post } = await shop();
    const member = cookieOf(await post('/api/session/login', right));
    const answer = await post('/api/session/logout', {}, member);
    expect(answer.headers.get('set-cookie')).toContain('Max-Age=0');
    await until('the session is ended', () => accounts.seen.revoked.length === 1 || undefined);
    accounts.stop();
    const other = await post('/api/session/logout', {}, member);
    expect(other.status).toBe(200);
    expect((await call('/api/session', '')).status).toBe(200);
  });
});

describe('what somebody likes to see', () => {
  const send = async (fields: Record<string, string>) => {
    const { call, accounts } = await shop();
    const body = new URLSearchParams(fields);
    const answer = await call('/api/preferences', '', { method: 'POST', headers: { origin: SHOP }, body });
    expect(accounts.seen.guests, 'nobody has to be somebody for it').toBe(0);
    return [answer.status, answer.headers.get('location'), answer.headers.getSetCookie().join('; ')];
  };

  it.each([
    [{ language: 'de', next: '/cart?a=1' }, '/de/cart?a=1', 'shop-language=de'],
    [{ language: 'en', next: '/de/cart' }, '/cart', 'shop-language=en'],
    [{ currency: 'USD', next: '/de/cart' }, '/de/cart', 'shop-currency=USD'],
    [{ language: 'de' }, '/de', 'shop-language=de'],
    [{ language: 'de', next: '//evil.test/x' }, '/de', 'shop-language=de'],
    [{ language: 'de', next: '/de//evil.test' }, '/de/evil.test', 'shop-language=de'],
  ])('is kept in a cookie, and the form leads back: %o', async (fields, to, cookie) => {
    const [status, location, cookies] = await send(fields);
    expect([status, location]).toEqual([303, to]);
    expect(cookies).toContain(`${cookie}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly`);
  });

  it('is, of the colours, also told to the page that is shown without a connection', async () => {
    const [, , cookie] = await send({ theme: 'dark' });
    expect(cookie).toBe('shop-theme=dark; Path=/; Max-Age=31536000; SameSite=Lax');
  });

  it('can be chosen on a page that tells nobody where it is, and not from another site', async () => {
    const { call } = await shop();
    const body = new URLSearchParams({ language: 'de' });
    const from = async (site: string) => {
      const headers = { origin: 'null', 'sec-fetch-site': site };
      return (await call('/api/preferences', '', { method: 'POST', headers, body })).status;
    };
    expect([await from('same-origin'), await from('cross-site'), await from('none')]).toEqual([
      303, 403, 403,
    ]);
  });

  it('is refused where there is no such thing', async () => {
    expect((await send({ language: 'fr' }))[0]).toBe(400);
    expect((await send({ currency: 'USD; Path=/x' }))[0]).toBe(400);
  });
});

describe('a cookie from before there were roles', () => {
  it.each([
    ['an admin', true, { role: 'admin' }],
    ['a shopper', false, {}],
  ])('of %s still opens its session', async (_, admin, rest) => {
    const { call } = await shop();
    const shopper = { id: uuid(), kind: 'member', name: 'Ann' };
    const kept = {
      accessToken: 'access-of-ann',
      refreshToken: 'refresh-of-ann',
      shopper: { ...shopper, admin },
    };
    const sealed = await sealData(
      { ...kept, accessExpiresAt: Date.now() + 300_000 },
      { password: SESSION_SECRET, ttl: 3600 },
    );
    const answer = await call('/api/session', `shop=${sealed}`);
    expect(await answer.json()).toEqual({ shopper: { ...shopper, ...rest } });
  });
});
