import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServiceTokens } from '@shop/auth/token';
import { type ServiceName, serviceNames, user } from '@shop/contracts';
import { z } from 'zod';

/** What the tokens are made with. */
export interface Keys {
  /** Address of the user service. */
  readonly userUrl: string;
  /** SERVICE_SECRET of the services. */
  readonly serviceSecret: string;
}

/** Lends tokens to the fuzzer. */
export interface Tokens {
  /** GET <url>/service/<to> and GET <url>/shopper/<guest|member|admin|…>: a bearer token, as text. */
  readonly url: string;
  /** An access token of that kind of shopper. */
  shopper(access: ShopperAccess): Promise<string>;
  close(): void;
}

/** Accesses that ask for a role; the admin has them all. */
const staffKinds = ['staff', 'support', 'merchant', 'admin'] as const;
/** A member may do what a guest may, and is the same shopper again after the token was renewed. */
const kinds = ['guest', 'member', ...staffKinds] as const;
type ShopperAccess = (typeof kinds)[number];

/** An access token lives five minutes. */
const RENEW_MS = 120_000;
const LIMIT_MS = 10_000;
const admin = { login: 'admin', password: 'robots-in-charge' };
const member = { name: 'Fuzz Shopper', email: 'fuzz@example.org', password: 'quite-a-long-password' };

/** Opens a door on 127.0.0.1 that gives a token of any kind, signing shoppers in at the user service. */
export async function lendTokens({ userUrl, serviceSecret }: Keys): Promise<Tokens> {
  const services = new ServiceTokens('web', serviceSecret);
  const lent = new Map<ShopperAccess, { until: number; token: Promise<string> }>();

  async function ask(path: string, body: object): Promise<string> {
    const response = await fetch(`${userUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await services.mint('user')}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(LIMIT_MS),
    });
    if (!response.ok) throw new Error(`${path} of the user service answered ${response.status}`);
    return user.TokenSet.parse(await response.json()).accessToken;
  }

  function signIn(access: ShopperAccess): Promise<string> {
    if (staffKinds.some((kind) => kind === access)) return ask(user.login.path, admin);
    const { email: login, password } = member;
    // Deleted by the fuzzer, or not yet there: opened anew.
    return ask(user.login.path, { login, password }).catch(() => ask(user.register.path, member));
  }

  function shopper(access: ShopperAccess): Promise<string> {
    const known = lent.get(access);
    if (known !== undefined && known.until > Date.now()) return known.token;
    const token = signIn(access);
    lent.set(access, { until: Date.now() + RENEW_MS, token });
    return token;
  }

  async function answer(path: string): Promise<string> {
    const [, kind, name] = path.split('/');
    if (kind === 'service') return services.mint(z.enum(serviceNames as [ServiceName]).parse(name));
    return shopper(z.enum(kinds).parse(name));
  }

  const server = createServer((request, response) => {
    answer(request.url ?? '').then(
      (token) => response.end(token),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shopper,
    close: () => server.close(),
  };
}
