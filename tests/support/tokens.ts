import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServiceTokens } from '@shop/auth';
import type { Role, ServiceName } from '@shop/contracts';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { v7 as uuid } from 'uuid';

/** SERVICE_SECRET of services under test. */
export const SERVICE_SECRET = 'a-secret-for-tests-of-thirty-two-characters';

export interface ShopperClaims {
  id?: string;
  kind?: 'guest' | 'member';
  role?: Role;
  name?: string;
  /** Seconds from now; negative for a token that has expired. */
  expiresIn?: number;
}

/** Stands in for the user service where a test needs only its keys: signs shoppers' tokens and serves the JWKS. */
export async function startTokenIssuer() {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'test', alg: 'EdDSA', use: 'sig' };
  const server = createServer((_, answer) => {
    answer.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    /** For USER_URL. */
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** A shopper's access token: a guest's, unless the claims say otherwise. */
    token({ id, expiresIn = 300, ...claims }: ShopperClaims = {}): Promise<string> {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({ kind: 'guest', ...claims })
        .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'test' })
        .setIssuer('shopstack')
        .setAudience('shopstack')
        .setSubject(id ?? uuid())
        .setIssuedAt(now + Math.min(0, expiresIn) - 1)
        .setExpirationTime(now + expiresIn)
        .sign(privateKey);
    },
    stop: () => server.close(),
  };
}

/** A token that `to` takes as coming from the service `from`. */
export const serviceToken = (from: ServiceName, to: ServiceName): Promise<string> =>
  new ServiceTokens(from, SERVICE_SECRET).mint(to);
