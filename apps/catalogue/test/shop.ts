import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '@shop/contracts';
import { run } from '@shop/service';
import { v7 as uuid } from 'uuid';
import { startBroker } from '../../../tests/support/broker.ts';
import { send } from '../../../tests/support/http.ts';
import { mongoUrl } from '../../../tests/support/stores.ts';
import { SERVICE_SECRET, startTokenIssuer } from '../../../tests/support/tokens.ts';
import { ownVhost } from '../../../tests/support/vhost.ts';
import { CatalogueModule } from '../src/catalogue.module.ts';
import { Env } from '../src/env.ts';

/** The catalogue with its demo data on a database of its own, and whoever talks to it. */
export async function startCatalogue(more: Record<string, string> = {}) {
  const pictures = mkdtempSync(join(tmpdir(), 'pictures-'));
  const [issuer, vhost] = [await startTokenIssuer(), await ownVhost('catalogue')];
  const env = Env.parse({
    PORT: 0,
    LOG_LEVEL: 'silent',
    SERVICE_SECRET,
    USER_URL: issuer.url,
    MONGO_URL: mongoUrl('catalogue'),
    AMQP_URL: vhost.url,
    DEMO_DATA: '1',
    ALLOW_STAND_IN: '1',
    SWEEP_INTERVAL_MS: 100,
    CATCH_UP_INTERVAL_MS: 300,
    PICTURES_FOLDER: pictures,
    ...more,
  });
  const service = await run('catalogue', CatalogueModule.with(env), env);
  const broker = await startBroker(vhost.url);
  return {
    env,
    url: service.url,
    app: service.app,
    broker,
    issuer,
    pictures,
    admin: await issuer.token({ kind: 'member', role: 'admin', name: 'Ada' }),
    async stop() {
      await broker.stop();
      await service.stop();
      await vhost.remove();
      issuer.stop();
      rmSync(pictures, { recursive: true, force: true });
    },
  };
}
export type Catalogue = Awaited<ReturnType<typeof startCatalogue>>;

/** A new product of the admin's. */
export async function addProduct(shop: Catalogue, stockToBegin: number, more: object = {}): Promise<string> {
  const sku = `NEW-${uuid().slice(24)}`;
  const body = {
    sku,
    name: 'Patient Kettle',
    description: 'Waits until you are ready.',
    price: { amount: 4_990, currency: 'EUR' },
    categories: ['household'],
    attributes: { Colour: 'Copper' },
    weightGrams: 900,
    stock: stockToBegin,
    ...more,
  };
  const answer = await send(shop.url, catalogue.createProduct, { body }, { token: shop.admin });
  if (answer.status !== 201) throw new Error(`the product was not added: ${JSON.stringify(answer.body)}`);
  return sku;
}
