import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Peers } from '@shop/service/plain';
import { afterEach, describe, expect, it } from 'vitest';
import { SERVICE_SECRET } from '../../../tests/support/tokens.ts';
import { handlePage, SESSION_HEADER } from '../src/gateway/pages.ts';
import { Sessions } from '../src/gateway/session.ts';
import { cookieOf, SHOP, startAccounts } from './gateway.ts';

const running: { stop(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

/** The shop's front door with pages that say nothing, and what such a page is handed. */
async function pages() {
  const accounts = await startAccounts();
  const peers = new Peers({
    self: 'web',
    secret: SERVICE_SECRET,
    urls: { user: accounts.url, cart: accounts.url },
  });
  const sessions = new Sessions(peers, 'a-session-secret-of-thirty-two-characters', SHOP);
  const handed: IncomingHttpHeaders[] = [];
  const render = async (...[request, response]: Parameters<RequestListener>) => {
    handed.push({ ...request.headers });
    response.end('page');
  };
  const clientAddress = () => '192.0.2.1';
  const options = { sessions, clientAddress, pspOrigin: 'https://psp.test', development: false, render };
  const server = createServer((request, response) => void handlePage(request, response, options)).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  running.push(accounts, { stop: () => server.close() }, { stop: () => peers.close() });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, handed, accounts };
}
const shopperIn = (headers: IncomingHttpHeaders | undefined) => {
  const value = headers?.[SESSION_HEADER];
  return value === undefined ? undefined : JSON.parse(Buffer.from(String(value), 'base64url').toString());
};

describe('a page', () => {
  it('never sees a session that a browser made up', async () => {
    const { url, handed } = await pages();
    const forged = Buffer.from(JSON.stringify({ accessToken: 'x', shopper: { role: 'admin' } })).toString(
      'base64url',
    );
    await fetch(url, { headers: { [SESSION_HEADER]: forged, 'X-Shop-Nonce': 'mine' } });
    expect(handed[0]?.[SESSION_HEADER]).toBeUndefined();
    expect(handed[0]?.['x-shop-nonce']).not.toBe('mine');
  });

  it('is told its language by its address, whatever the browser says', async () => {
    const { url, handed } = await pages();
    const headers = { 'x-next-intl-locale': 'de', 'accept-language': 'de' };
    for (const path of ['/cart', '/de/cart', '/design', '/admin']) await fetch(url + path, { headers });
    expect(handed.map((one) => one['x-next-intl-locale'])).toEqual(['en', 'de', 'en', 'en']);
  });

  it('is shown in the language that was chosen before, and in no other for what the browser prefers', async () => {
    const { url, handed } = await pages();
    const visit = async (path: string, cookie?: string, more: Record<string, string> = {}) => {
      const headers = {
        accept: 'text/html',
        'accept-language': 'de',
        ...(cookie === undefined ? {} : { cookie }),
        ...more,
      };
      return (await fetch(url + path, { headers, redirect: 'manual' })).headers.get('location');
    };
    const german = 'a=b; shop-language=de';
    expect(await visit('/cart?a=1', german)).toBe('/de/cart?a=1');
    for (const [path, cookie] of [
      ['/cart', undefined],
      ['/cart', 'shop-language=en'],
      ['/cart', 'shop-language=//evil.test'],
      ['/de/cart', 'shop-language=en'],
      ['/admin', german],
      ['/robots/UHJ.svg', german],
    ] as const) {
      expect(await visit(path, cookie), path).toBeNull();
    }
    expect(await visit('/cart', german, { accept: '*/*' }), 'what scripts fetch').toBeNull();
    expect(handed).toHaveLength(7);
  });

  it('may run only scripts with a nonce that is new every time, and frame only the payment provider', async () => {
    const { url, handed } = await pages();
    const policies = [];
    for (let n = 0; n < 2; n++)
      policies.push((await fetch(url)).headers.get('content-security-policy') ?? '');
    for (const policy of policies) {
      expect(policy).toMatch(/script-src [^;]*'nonce-[^']{20,}'/);
      expect(policy).not.toMatch(/script-src [^;]*unsafe/);
      expect(policy).toContain('frame-src https://psp.test;');
      expect(policy).toContain("frame-ancestors 'none'");
    }
    expect(policies[0]).not.toBe(policies[1]);
    expect(handed[0]?.['content-security-policy']).toBe(policies[0]);
  });

  it('makes nobody of somebody who only looks, and a guest of somebody who sends a form', async () => {
    const { url, handed, accounts } = await pages();
    const looked = await fetch(url);
    expect(looked.headers.get('set-cookie')).toBeNull();
    expect(accounts.seen.guests).toBe(0);
    const sent = await fetch(url, { method: 'POST' });
    const guest = shopperIn(handed[1]);
    expect(guest.shopper.kind).toBe('guest');
    await fetch(url, { headers: { cookie: cookieOf(sent) } });
    expect(shopperIn(handed[2])).toEqual(guest);
    expect(Object.keys(guest).sort()).toEqual(['accessToken', 'shopper']);
  });

  it('is shown without a session while the user service is away', async () => {
    const { url, handed, accounts } = await pages();
    accounts.stop();
    const answer = await fetch(url, { method: 'POST' });
    expect(answer.status).toBe(200);
    expect(shopperIn(handed[0])).toBeUndefined();
  });
});
