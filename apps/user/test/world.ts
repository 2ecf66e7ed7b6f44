import { type CallInput, user } from '@shop/contracts';
import { run } from '@shop/service';
import { v7 as uuid } from 'uuid';
import { startBroker } from '../../../tests/support/broker.ts';
import { send } from '../../../tests/support/http.ts';
import { mongoUrl, redisUrl } from '../../../tests/support/stores.ts';
import { SERVICE_SECRET, serviceToken } from '../../../tests/support/tokens.ts';
import { until } from '../../../tests/support/until.ts';
import { freePort } from '../../../tools/stack/src/ports.ts';
import { Env } from '../src/env.ts';
import { UserModule } from '../src/user.module.ts';

export const PASSWORD = 'correct horse battery';

type AnyInput<R extends Parameters<typeof send>[1]> = CallInput<R> | Record<string, unknown>;

/** The user service on its stores, with what the gateway and members do to it. */
export async function startUser() {
  const broker = await startBroker();
  const port = await freePort();
  const env = Env.parse({
    PORT: port,
    LOG_LEVEL: 'silent',
    SERVICE_SECRET,
    TOKEN_SECRET: 'the-token-secret-of-the-user-service-in-tests',
    MONGO_URL: mongoUrl('user'),
    REDIS_URL: redisUrl(),
    AMQP_URL: broker.url,
    USER_URL: `http://127.0.0.1:${port}`,
    DEMO_DATA: '1',
    ALLOW_STAND_IN: '1',
  });
  const service = await run('user', UserModule.with(env), env);
  /** As the gateway, or another service. */
  const asWeb = async <R extends Parameters<typeof send>[1]>(route: R, input: AnyInput<R> = {}) =>
    send(service.url, route, input, { token: await serviceToken('web', 'user') });
  await until('accounts can be kept', async () => (await asWeb(user.createGuest)).status === 201);
  const newName = () => `ada ${uuid().slice(-12)}`;
  return {
    url: service.url,
    mongoUrl: env.MONGO_URL,
    broker,
    asWeb,
    newName,
    /** As a member. */
    as: <R extends Parameters<typeof send>[1]>(
      { accessToken }: { accessToken: string },
      route: R,
      input: Record<string, unknown> = {},
    ) => send(service.url, route, input, { token: accessToken }),
    async newMember() {
      const name = newName();
      const email = `${name.replace(' ', '.')}@example.org`;
      const { body } = await asWeb(user.register, { body: { name, email, password: PASSWORD } });
      return { name, email, ...body };
    },
    login: (who: string, password: string, client: { clientAddress?: string; userAgent?: string } = {}) =>
      asWeb(user.login, { body: { login: who, password, ...client } }),
    refresh: (refreshToken: string) => asWeb(user.refreshSession, { body: { refreshToken } }),
    /** The newest letter of a kind to an address, as dispatch gets it when it has heard of it. */
    letter: (kind: user.AccountLetter['kind'], to: string): Promise<user.AccountLetter> =>
      until(`a letter to ${to}`, async () => {
        for (const { letterId } of broker.all(user.letterDue).reverse()) {
          const { letter } = (await asWeb(user.getAccountLetter, { params: { letterId } })).body;
          if (letter?.kind === kind && letter.to === to) return letter;
        }
        return undefined;
      }),
    async stop() {
      await service.stop();
      await broker.stop();
    },
  };
}
