import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Controller, type DynamicModule, Module } from '@nestjs/common';
import { CurrentShopper, ServiceTokens } from '@shop/auth';
import { cart, done, type Input, Problem, type Role, user } from '@shop/contracts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  baseEnv,
  CallError,
  CoreModule,
  currentTrace,
  Implements,
  Peers,
  type RunningService,
  run,
} from '../src/index.ts';

const empty: cart.Cart = {
  version: 0,
  lines: [],
  saved: [],
  quantity: 0,
  subtotal: { amount: 0, currency: 'EUR' },
  priced: true,
  updatedAt: null,
};

@Controller()
class EchoController {
  @Implements(cart.getCart)
  async getCart(_: Input<typeof cart.getCart>, @CurrentShopper() shopper: user.Shopper): Promise<cart.Cart> {
    if (shopper.name === 'boom') throw new Error('a secret detail');
    if (shopper.name === 'store-down') throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    return { ...empty, updatedAt: null };
  }
  @Implements(cart.addLine)
  addLine({ body }: Input<typeof cart.addLine>): cart.Cart {
    if (body.sku === 'NONE') throw new Problem('product_not_found', { facts: { sku: body.sku } });
    return { ...empty, version: body.quantity };
  }
  @Implements(cart.setLine)
  setLine(_: Input<typeof cart.setLine>): cart.Cart {
    return { ...empty, version: currentTrace() === undefined ? 0 : 1 };
  }
  @Implements(cart.removeLine)
  removeLine(_: Input<typeof cart.removeLine>): cart.Cart {
    return empty;
  }
  @Implements(cart.clearCart)
  clearCart(_: Input<typeof cart.clearCart>): cart.Cart {
    return empty;
  }
  // What else a cart can do is nothing to this test, but a service starts with a handler for every route or not at all.
  @Implements(cart.saveLine)
  saveLine(_: Input<typeof cart.saveLine>): cart.Cart {
    return empty;
  }
  @Implements(cart.takeUpLine)
  takeUpLine(_: Input<typeof cart.takeUpLine>): cart.Cart {
    return empty;
  }
  @Implements(cart.dropSavedLine)
  dropSavedLine(_: Input<typeof cart.dropSavedLine>): cart.Cart {
    return empty;
  }
  @Implements(cart.setPromotion)
  setPromotion(_: Input<typeof cart.setPromotion>): cart.Cart {
    return empty;
  }
  @Implements(cart.removePromotion)
  removePromotion(_: Input<typeof cart.removePromotion>): cart.Cart {
    return empty;
  }
  @Implements(cart.countCarts)
  countCarts(_: Input<typeof cart.countCarts>) {
    return { carts: 0, all: true };
  }
  @Implements(cart.readCart)
  readCart(_: Input<typeof cart.readCart>): cart.StoredCart {
    return { version: 7, lines: [] };
  }
  @Implements(cart.mergeCarts)
  mergeCarts(_: Input<typeof cart.mergeCarts>) {
    return { ...done, added: 0 };
  }
}

@Module({})
class EchoModule {
  static with(env: z.output<z.ZodObject<typeof baseEnv>>): DynamicModule {
    return { module: EchoModule, imports: [CoreModule.forRoot('cart', env)], controllers: [EchoController] };
  }
}

const SECRET = 'a-secret-for-tests-of-thirty-two-characters';
let jwksServer: Server;
let service: RunningService;
let tokenFor: (claims: {
  kind?: string;
  role?: Role;
  name?: string;
  exp?: number;
  alg?: 'HS256';
}) => Promise<string>;

beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'EdDSA', use: 'sig' };
  jwksServer = createServer((_, answer) => answer.end(JSON.stringify({ keys: [jwk] }))).listen(
    0,
    '127.0.0.1',
  );
  await once(jwksServer, 'listening');
  const now = Math.floor(Date.now() / 1000);
  tokenFor = ({ exp, alg, ...claims }) =>
    new SignJWT({ kind: 'guest', ...claims })
      .setProtectedHeader({ alg: alg ?? 'EdDSA', typ: 'at+jwt', kid: 'k1' })
      .setIssuer('shopstack')
      .setAudience('shopstack')
      .setSubject(uuid())
      .setIssuedAt(now)
      .setExpirationTime(exp ?? now + 300)
      .sign(alg === 'HS256' ? new TextEncoder().encode(SECRET) : privateKey);
  const env = z.object(baseEnv).parse({
    PORT: 0,
    LOG_LEVEL: 'silent',
    SERVICE_SECRET: SECRET,
    USER_URL: `http://127.0.0.1:${(jwksServer.address() as AddressInfo).port}`,
  });
  service = await run('cart', EchoModule.with(env), env);
});
afterAll(async () => {
  await service?.stop();
  jwksServer?.close();
});

const ask = async (path: string, init: RequestInit & { token?: string } = {}) => {
  const answer = await fetch(service.url + path, {
    ...init,
    headers: {
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(init.token === undefined ? {} : { authorization: `Bearer ${init.token}` }),
      ...(init.headers as Record<string, string> | undefined),
    },
  });
  return { status: answer.status, headers: answer.headers, body: await answer.json().catch(() => undefined) };
};
const post = async (body: unknown) =>
  ask('/cart/lines', {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    token: await tokenFor({}),
  });

describe('a service keeps its contract', () => {
  it('hands a good request to its handler, with a trace around it', async () => {
    expect(await post({ sku: 'UHJ', quantity: 3 })).toMatchObject({ status: 200, body: { version: 3 } });
    const set = await ask('/cart/lines/UHJ', {
      method: 'PUT',
      body: '{"quantity":1}',
      token: await tokenFor({}),
    });
    expect(set.body).toMatchObject({ version: 1 });
  });

  it.each([
    ['nothing, said as null', null, 'body'],
    ['an unknown field', { sku: 'UHJ', quantity: 1, price: 1 }, 'body'],
    ['a wrong type', { sku: 5, quantity: 1 }, 'body.sku'],
    ['a negative quantity', { sku: 'UHJ', quantity: -1 }, 'body.quantity'],
    ['a fractional quantity', { sku: 'UHJ', quantity: 1.5 }, 'body.quantity'],
    ['too long a SKU', { sku: 'A'.repeat(41), quantity: 1 }, 'body.sku'],
  ])('refuses %s with 400, saying where', async (_, body, path) => {
    const answer = await post(body);
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', issues: [{ path }] } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body.traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('says what is wrong with a body it cannot read', async () => {
    expect(await post('{"sku":')).toMatchObject({ status: 400, body: { code: 'invalid_json' } });
    expect(await post({ sku: 'UHJ', quantity: 1, note: 'x'.repeat(200_000) })).toMatchObject({
      status: 413,
      body: { code: 'body_too_large' },
    });
    const xml = await ask('/cart/lines', {
      method: 'POST',
      body: '<a/>',
      headers: { 'content-type': 'application/xml' },
      token: await tokenFor({}),
    });
    expect(xml).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
    expect(await ask('/nowhere')).toMatchObject({ status: 404, body: { code: 'route_not_found' } });
  });

  it('says which methods a path has when it is asked with another', async () => {
    for (const [path, allowed] of [
      ['/cart', 'DELETE, GET, HEAD'],
      ['/cart/lines/UHJ?x=1', 'DELETE, PUT'],
    ] as const) {
      const answer = await ask(path, { method: 'PATCH' });
      expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
      expect(answer.headers.get('allow')).toBe(allowed);
    }
  });

  it('passes on a problem with its facts, and hides what nobody foresaw', async () => {
    expect(await post({ sku: 'NONE', quantity: 1 })).toMatchObject({
      status: 404,
      body: { code: 'product_not_found', facts: { sku: 'NONE' } },
    });
    const boom = await ask('/cart', { token: await tokenFor({ name: 'boom' }) });
    expect(boom).toMatchObject({ status: 500, body: { code: 'internal_error' } });
    expect(JSON.stringify(boom.body)).not.toContain('secret');
  });

  it('answers 503 with Retry-After when a store is away', async () => {
    const away = await ask('/cart', { token: await tokenFor({ name: 'store-down' }) });
    expect(away).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
    expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('who may call', () => {
  it('turns away nobody, the expired and the forged', async () => {
    expect(await ask('/cart')).toMatchObject({ status: 401, body: { code: 'not_signed_in' } });
    const expired = await tokenFor({ exp: Math.floor(Date.now() / 1000) - 120 });
    expect(await ask('/cart', { token: expired })).toMatchObject({
      status: 401,
      body: { code: 'token_expired' },
    });
    const forged = await tokenFor({ alg: 'HS256' });
    expect(await ask('/cart', { token: forged })).toMatchObject({
      status: 401,
      body: { code: 'not_signed_in' },
    });
    expect(await ask('/cart', { token: 'a.b.c' })).toMatchObject({
      status: 401,
      body: { code: 'not_signed_in' },
    });
  });

  it('lets only services call what is for services', async () => {
    const path = `/carts/${uuid()}`;
    expect(await ask(path, { token: await tokenFor({ kind: 'member', role: 'admin' }) })).toMatchObject({
      status: 403,
    });
    const elsewhere = await new ServiceTokens('dispatch', SECRET).mint('payment');
    expect(await ask(path, { token: elsewhere })).toMatchObject({ status: 403 });
    const here = await new ServiceTokens('dispatch', SECRET).mint('cart');
    expect(await ask(path, { token: here })).toMatchObject({ status: 200, body: { version: 7 } });
  });
});

describe('calling a peer', () => {
  it('is typed, authenticated and says what went wrong', async () => {
    const peers = new Peers({
      self: 'dispatch',
      secret: SECRET,
      urls: { cart: service.url, user: 'http://127.0.0.1:9' },
    });
    expect(await peers.call(cart.readCart, { params: { ownerId: uuid() } })).toEqual({
      version: 7,
      lines: [],
    });
    const bad = peers.call(
      cart.addLine,
      { body: { sku: 'NONE', quantity: 1 } },
      { token: await tokenFor({}) },
    );
    await expect(bad).rejects.toMatchObject({
      status: 404,
      code: 'product_not_found',
      details: { facts: { sku: 'NONE' } },
    });
    const away = peers.call(user.jwks, {});
    await expect(away).rejects.toBeInstanceOf(CallError);
    await expect(away).rejects.toMatchObject({ status: 503, code: 'service_unavailable' });
    await peers.close();
  });
});

describe('a peer that is slow', () => {
  it('is not asked again: whoever waits has waited enough', async () => {
    let asked = 0;
    const slow = createServer((_, answer) => {
      asked += 1;
      setTimeout(() => answer.writeHead(503).end('{}'), 700);
    }).listen(0, '127.0.0.1');
    await once(slow, 'listening');
    const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
    const peers = new Peers({ self: 'dispatch', secret: SECRET, urls: { user: url } });
    await expect(peers.call(user.jwks, {})).rejects.toMatchObject({ status: 503 });
    expect(asked).toBe(1);
    await expect(peers.call(user.jwks, {}, { timeoutMs: 600 })).rejects.toMatchObject({ status: 503 });
    expect(asked).toBe(2);
    await peers.close();
    slow.close();
  });

  it('is not held against it by those who can do without an answer', async () => {
    const slow = createServer((_, answer) => {
      setTimeout(() => answer.writeHead(404).end('{}'), 400);
    }).listen(0, '127.0.0.1');
    await once(slow, 'listening');
    const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`;
    const peers = new Peers({ self: 'web', secret: SECRET, urls: { user: url } });
    for (let time = 0; time < 8; time++)
      await expect(peers.call(user.jwks, {}, { timeoutMs: 20 })).rejects.toMatchObject({ status: 503 });
    await expect(peers.call(user.jwks, {})).rejects.toMatchObject({ status: 404 });
    await peers.close();
    slow.close();
  });

  it('is asked again when it failed at once', async () => {
    let asked = 0;
    const broken = createServer((_, answer) => {
      asked += 1;
      answer.writeHead(503).end('{}');
    }).listen(0, '127.0.0.1');
    await once(broken, 'listening');
    const url = `http://127.0.0.1:${(broken.address() as AddressInfo).port}`;
    const peers = new Peers({ self: 'dispatch', secret: SECRET, urls: { user: url } });
    await expect(peers.call(user.jwks, {})).rejects.toMatchObject({ status: 503 });
    expect(asked).toBe(3);
    await peers.close();
    broken.close();
  });
});

describe('what an operator reads', () => {
  it('serves health, liveness, metrics and the API page', async () => {
    expect(await ask('/health')).toMatchObject({
      status: 200,
      body: { status: 'ok', service: 'cart', dependencies: [] },
    });
    expect(await ask('/health/live')).toMatchObject({ status: 200 });
    expect(await ask('/_health')).toMatchObject({ status: 200 });
    const metrics = await fetch(`${service.url}/metrics`).then((answer) => answer.text());
    expect(metrics).toContain('http_requests_total{method="POST",route="/cart/lines"');
    expect((await ask('/openapi.json')).body.paths['/cart/lines/{sku}'].put.summary).toContain(
      'Set how many',
    );
    expect((await fetch(`${service.url}/docs`)).status).toBe(200);
  });

  it('keeps synthetic probes out of the counts', async () => {
    const count = async () =>
      /http_requests_total\{method="DELETE",route="\/cart",status="200"\} (\d+)/.exec(
        await fetch(`${service.url}/metrics`).then((answer) => answer.text()),
      )?.[1] ?? '0';
    const before = await count();
    const token = await tokenFor({});
    await ask('/cart', { method: 'DELETE', token, headers: { 'x-instana-synthetic': '1' } });
    expect(await count()).toBe(before);
    await ask('/cart', { method: 'DELETE', token });
    await expect.poll(count).toBe(String(Number(before) + 1));
  });
});
