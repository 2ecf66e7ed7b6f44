import { run } from '@shop/service';
import { startBroker } from '../../../tests/support/broker.ts';
import { amqpUrl, mongoUrl } from '../../../tests/support/stores.ts';
import { SERVICE_SECRET, startTokenIssuer } from '../../../tests/support/tokens.ts';
import { CatalogueModule } from '../src/catalogue.module.ts';
import { Env } from '../src/env.ts';

/** The catalogue with its demo data on a database of its own, and whoever talks to it. */
export async function startCatalogue() {
  const issuer = await startTokenIssuer();
  const env = Env.parse({
    PORT: 0,
    LOG_LEVEL: 'silent',
    SERVICE_SECRET,
    USER_URL: issuer.url,
    MONGO_URL: mongoUrl('catalogue'),
    AMQP_URL: amqpUrl(),
    DEMO_DATA: '1',
    ALLOW_STAND_IN: '1',
    SWEEP_INTERVAL_MS: 100,
    CATCH_UP_INTERVAL_MS: 300,
  });
  const service = await run('catalogue', CatalogueModule.with(env), env);
  const broker = await startBroker();
  return {
    env,
    url: service.url,
    app: service.app,
    broker,
    issuer,
    admin: await issuer.token({ kind: 'member', admin: true, name: 'Ada' }),
    async stop() {
      await broker.stop();
      await service.stop();
      issuer.stop();
    },
  };
}
export type Catalogue = Awaited<ReturnType<typeof startCatalogue>>;
