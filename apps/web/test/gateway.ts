import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cart, Problem, user } from '@shop/contracts';
import { log, Peers } from '@shop/service/plain';
import { v7 as uuid } from 'uuid';
import { fake, startFake } from '../../../tests/support/fake-service.ts';
import { SERVICE_SECRET } from '../../../tests/support/tokens.ts';
import { Api } from '../src/gateway/api.ts';
import { Sessions } from '../src/gateway/session.ts';

log.level = 'silent';
export const SHOP = 'http://shop.test';
export const SESSION_SECRET = 'a-session-secret-of-thirty-two-characters';

export interface Heard {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

async function listen(handler: RequestListener) {
  const server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A service that writes down what it hears and answers as it is told. */
export async function startService(answer: RequestListener = (_, response) => response.end('{"ok":true}')) {
  const heard: Heard[] = [];
  const server = await listen(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url = '', headers } = request;
    heard.push({ method, url, headers, body });
    answer(request, response);
  });
  return { ...server, heard };
}

/** The user service, as far as sessions go, and the cart service, as far as merging goes. */
export async function startAccounts({ accessSeconds = 300 } = {}) {
  const seen = { guests: 0, refreshes: 0, revoked: [] as string[], merges: [] as string[] };
  const state = { accessSeconds, ended: false, cartIsAway: false };
  const tokens = (shopper: user.Shopper): user.TokenSet => ({
    accessToken: `access-${randomBytes(8).toString('hex')}`,
    accessExpiresAt: new Date(Date.now() + state.accessSeconds * 1000).toISOString(),
    refreshToken: `refresh-${shopper.id}-${randomBytes(8).toString('hex')}`,
    refreshExpiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    shopper,
  });
  const member = (): user.Shopper => ({ id: uuid(), kind: 'member', name: 'Ann' });
  const server = await startFake(
    fake(user.createGuest, () => {
      seen.guests++;
      return tokens({ id: uuid(), kind: 'guest' });
    }),
    fake(user.login, ({ body }) => {
      if (body.password !== 'right-password') throw new Problem('wrong_credentials');
      return tokens(member());
    }),
    fake(user.register, () => tokens(member())),
    fake(user.refreshSession, ({ body }) => {
      seen.refreshes++;
      if (state.ended) throw new Problem('session_revoked');
      state.accessSeconds = 300;
      const id = body.refreshToken.slice('refresh-'.length, 'refresh-'.length + 36);
      return tokens({ id, kind: 'guest' });
    }),
    fake(user.revokeSession, ({ body }) => {
      seen.revoked.push(body.refreshToken);
      return { ok: true as const };
    }),
    fake(cart.mergeCarts, ({ params, body }) => {
      if (state.cartIsAway) throw new Problem('service_unavailable');
      seen.merges.push(`${body.guestId} into ${params.ownerId}`);
      return { ok: true as const, added: 1 };
    }),
  );
  return { ...server, seen, state };
}

/** The gateway's API on a port of its own, without the pages. */
export async function startGateway(urls: { service: string; accounts: string }) {
  const to = {
    catalogue: urls.service,
    dispatch: urls.service,
    payment: urls.service,
    ratings: urls.service,
  };
  const peers = new Peers({
    self: 'web',
    secret: SERVICE_SECRET,
    urls: { user: urls.accounts, cart: urls.accounts },
  });
  const sessions = new Sessions(peers, SESSION_SECRET, SHOP);
  const api = new Api({
    urls: { ...to, user: urls.service, cart: urls.service, shipping: urls.service },
    publicOrigin: SHOP,
    peers,
    sessions,
    clientAddress: () => '192.0.2.1',
  });
  const server = await listen((request, response) => void api.handle(request, response));
  return {
    ...server,
    async stop() {
      server.stop();
      await Promise.all([api.close(), peers.close()]);
    },
  };
}

/** What a browser sends back of a Set-Cookie header. */
export const cookieOf = (answer: Response): string => answer.headers.get('set-cookie')?.split(';')[0] ?? '';
