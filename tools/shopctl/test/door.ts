import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Problem, user } from '@shop/contracts';
import { log, Peers } from '@shop/service/plain';
import { v7 as uuid } from 'uuid';
import { Api } from '../../../apps/web/src/gateway/api.ts';
import { Sessions } from '../../../apps/web/src/gateway/session.ts';
import { fake, startFake } from '../../../tests/support/fake-service.ts';
import { SERVICE_SECRET } from '../../../tests/support/tokens.ts';

log.level = 'silent';

/** The user service, as far as signing in goes: `admin` is one, `ann` is none, both have the right password. */
async function startAccounts() {
  const seen = { revoked: [] as string[] };
  const server = await startFake(
    fake(user.login, ({ body: { login, password } }) => {
      if (password !== 'right-password') throw new Problem('wrong_credentials');
      const refreshToken = `refresh-of-${login}-${randomBytes(12).toString('hex')}`;
      return {
        accessToken: `access-of-${login}`,
        accessExpiresAt: new Date(Date.now() + 300_000).toISOString(),
        refreshToken,
        refreshExpiresAt: new Date(Date.now() + 86_400_000).toISOString(),
        shopper: {
          id: uuid(),
          kind: 'member' as const,
          name: login,
          ...(login === 'admin' && { role: 'admin' as const }),
        },
      };
    }),
    fake(user.revokeSession, ({ body }) => {
      seen.revoked.push(body.refreshToken);
      return { ok: true as const };
    }),
  );
  return { ...server, seen };
}

/** The gateway itself, with a fake of dispatch and the catalogue behind it. */
export async function openDoor(...behind: Parameters<typeof startFake>) {
  const accounts = await startAccounts();
  const services = await startFake(...behind);
  const peers = new Peers({ self: 'web', secret: SERVICE_SECRET, urls: { user: accounts.url } });
  const sessions = new Sessions(peers, 'a-session-secret-of-thirty-two-characters', 'http://localhost:8080');
  const api = new Api({
    urls: { user: accounts.url, dispatch: services.url, catalogue: services.url, payment: services.url },
    publicOrigin: 'http://localhost:8080',
    peers,
    sessions,
    clientAddress: () => '192.0.2.1',
  });
  const server = createServer((request, response) => void api.handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    revoked: accounts.seen.revoked,
    async close() {
      server.closeAllConnections();
      server.close();
      services.stop();
      accounts.stop();
      await Promise.all([api.close(), peers.close()]);
    },
  };
}
