import { start } from '@shop/service';
import { CatalogueModule } from './catalogue.module.ts';
import { openStore } from './database.store.ts';
import { env as readEnvironment } from './env.ts';

const env = readEnvironment();
await start('catalogue', CatalogueModule.with(env), env, { openStore: () => openStore(env) });
