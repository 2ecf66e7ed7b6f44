import { once } from 'node:events';
import { request as open } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../../tests/support/until.ts';
import { SHOP, startAccounts, startGateway, startService } from './gateway.ts';

const running: { stop(): unknown }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

async function shop(answer?: Parameters<typeof startService>[0]) {
  const [service, accounts] = [await startService(answer), await startAccounts()];
  const gateway = await startGateway({ service: service.url, accounts: accounts.url });
  running.push(gateway, service, accounts);
  return { service, accounts, gateway };
}
const ORDER = '/api/dispatch/orders/01a1fd21-fbd4-753f-8864-dd5d4a0aedb5';

describe('passing requests on', () => {
  it('asks the service of the path, with the query as it came', async () => {
    const { service, gateway } = await shop();
    const answer = await fetch(`${gateway.url}/api/catalogue/products?attribute=Colour%3Ared&page=2`);
    expect(answer.status).toBe(200);
    expect(service.heard).toMatchObject([{ method: 'GET', url: '/products?attribute=Colour%3Ared&page=2' }]);
  });

  it('answers problem+json for what is not there', async () => {
    const { service, gateway } = await shop();
    const answer = await fetch(`${gateway.url}/api/catalogue/nothing`);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toMatchObject({ code: 'route_not_found', status: 404 });
    expect(service.heard).toEqual([]);
  });

  it('says what a path takes, where the method is wrong', async () => {
    const { gateway } = await shop();
    const answer = await fetch(`${gateway.url}/api/cart/cart`, { method: 'PATCH' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, DELETE');
  });

  it('passes on a key and a trace, and neither cookies nor authorisation nor headers of ours', async () => {
    const { service, gateway } = await shop();
    await fetch(`${gateway.url}/api/user/newsletter`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': 'key-1',
        authorization: 'Bearer stolen',
        cookie: 'shop=forged; other=1',
        'x-forwarded-for': '198.51.100.1',
        'x-shop-session': 'forged',
      },
      body: '{"email":"ann@example.org"}',
    });
    const [heard] = service.heard;
    expect(heard?.headers['idempotency-key']).toBe('key-1');
    expect(heard?.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(heard?.body).toBe('{"email":"ann@example.org"}');
    const names = Object.keys(heard?.headers ?? {});
    expect(names).not.toContain('cookie');
    expect(names).not.toContain('authorization');
    expect(names).not.toContain('x-forwarded-for');
    expect(names).not.toContain('x-shop-session');
  });

  it("passes the verifier's mark on with quotes and orders, also a wrong one, and with nothing else", async () => {
    const { service, gateway } = await shop();
    const post = (path: string, mark: string) =>
      fetch(`${gateway.url}/api/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-shop-synthetic': mark },
        body: '{}',
      });
    await post('dispatch/quotes', 'a-token');
    await post('dispatch/orders', '');
    await post('cart/cart/lines', 'a-token');
    expect(service.heard.map(({ url, headers }) => [url, headers['x-shop-synthetic']])).toEqual([
      ['/quotes', 'a-token'],
      ['/orders', ''],
      ['/cart/lines', undefined],
    ]);
  });

  it('says where a request came from to whoever slows guessing down, and to nobody else', async () => {
    const { service, gateway } = await shop();
    const headers = { 'content-type': 'application/json', 'x-shop-client': '203.0.113.9' };
    for (const path of ['dispatch/promotions/check', 'dispatch/quotes', 'dispatch/orders'])
      await fetch(`${gateway.url}/api/${path}`, { method: 'POST', headers, body: '{}' });
    expect(service.heard.map((one) => one.headers['x-shop-client'])).toEqual([
      '192.0.2.1',
      '192.0.2.1',
      undefined,
    ]);
  });

  it('gives back a problem untouched, and keeps headers of the inside inside', async () => {
    const problem = '{"code":"too_many_requests","status":429,"facts":{"retryAfterS":7}}';
    const { gateway } = await shop((_, response) => {
      response.writeHead(429, {
        'content-type': 'application/problem+json',
        'retry-after': '7',
        'set-cookie': 'inside=1',
        'x-powered-by': 'something',
        server: 'something',
      });
      response.end(problem);
    });
    const answer = await fetch(`${gateway.url}/api/catalogue/products`);
    expect(answer.status).toBe(429);
    expect(await answer.text()).toBe(problem);
    expect(answer.headers.get('retry-after')).toBe('7');
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(answer.headers.get('x-powered-by')).toBeNull();
    expect(answer.headers.get('server')).toBeNull();
  });

  it("passes a provider's notice on byte by byte, with its signature", async () => {
    const { service, gateway } = await shop();
    const bytes = '{ "id" : "evt_1",\n\t"amount":1.50 , "name":"Zoë" }\n';
    const answer = await fetch(`${gateway.url}/api/payment/webhooks/stripe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': 't=1,v1=abc' },
      body: bytes,
    });
    expect(answer.status).toBe(200);
    expect(service.heard[0]?.body).toBe(bytes);
    expect(service.heard[0]?.headers['stripe-signature']).toBe('t=1,v1=abc');
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('answers 503 with Retry-After while a service is down', async () => {
    const { service, accounts, gateway } = await shop();
    service.stop();
    const answer = await fetch(`${gateway.url}/api/catalogue/products`);
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await answer.json()).toMatchObject({ code: 'service_unavailable' });
    expect(accounts.seen.guests).toBe(0);
  });

  it('asks a second time, when a kept connection broke before it answered', async () => {
    let calls = 0;
    const { gateway } = await shop((request, response) => {
      calls++;
      if (calls === 1) request.socket.destroy();
      else response.end('{"ok":true}');
    });
    const answer = await fetch(`${gateway.url}/api/catalogue/products`);
    expect(answer.status).toBe(200);
    expect(calls).toBe(2);
  });

  it('never sends a write twice', async () => {
    let calls = 0;
    const { gateway } = await shop((request) => {
      calls++;
      request.socket.destroy();
    });
    const answer = await fetch(`${gateway.url}${ORDER}/cancellation`, { method: 'POST' });
    expect(answer.status).toBe(503);
    expect(calls).toBe(1);
  });
});

describe('a body', () => {
  const post = (url: string, body: BodyInit) =>
    fetch(`${url}/api/user/newsletter`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit);

  it.each([
    ['said beforehand', () => 'x'.repeat(100 * 1024 + 1)],
    [
      'sent in pieces',
      () =>
        new ReadableStream({
          start(controller) {
            for (let n = 0; n < 11; n++) controller.enqueue(new TextEncoder().encode('x'.repeat(10 * 1024)));
            controller.close();
          },
        }),
    ],
  ])('over 100 kB, %s, is refused and never passed on', async (_, body) => {
    const { service, gateway } = await shop();
    const answer = await post(gateway.url, body());
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ code: 'body_too_large' });
    expect(service.heard).toEqual([]);
  });

  it('of 100 kB goes through', async () => {
    const { service, gateway } = await shop();
    expect((await post(gateway.url, 'x'.repeat(100 * 1024))).status).toBe(200);
    expect(service.heard[0]?.body.length).toBe(100 * 1024);
  });
});

describe('a write from another site', () => {
  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `${SHOP}.evil.example` },
    { origin: 'https://shop.test' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site', origin: 'http://other.shop.test' },
  ])('is refused: %o', async (headers) => {
    const { service, gateway } = await shop();
    const answer = await raw(gateway.url, '/api/user/newsletter', headers as Record<string, string>);
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'cross_origin' });
    expect(service.heard).toEqual([]);
  });

  it.each([{ origin: SHOP }, { origin: SHOP, 'sec-fetch-site': 'same-origin' }, {}])(
    'is not what %o is',
    async (headers) => {
      const { gateway } = await shop();
      expect((await raw(gateway.url, '/api/user/newsletter', headers as Record<string, string>)).status).toBe(
        200,
      );
    },
  );
});

/** As fetch() would not let us: a browser's headers are its own. */
async function raw(url: string, path: string, headers: Record<string, string>) {
  const sent = open(new URL(path, url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
  });
  sent.end('{}');
  const [answer] = await once(sent, 'response');
  let body = '';
  for await (const chunk of answer) body += chunk;
  return { status: answer.statusCode as number, body };
}

describe('an order that is watched', () => {
  it('comes event by event, and the service is let go when the browser goes', async () => {
    let left = false;
    let say = (_: string) => {};
    const { gateway } = await shop((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      say = (text) => response.write(`data: ${text}\n\n`);
      say('first');
      response.once('close', () => {
        left = true;
      });
    });
    const stop = new AbortController();
    const answer = await fetch(`${gateway.url}${ORDER}/events`, { signal: stop.signal });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe('data: first\n\n');
    say('second');
    expect((await reader?.read())?.value).toBe('data: second\n\n');
    expect(left).toBe(false);
    stop.abort();
    await until('the service sees that nobody listens', () => left || undefined);
  });
});
