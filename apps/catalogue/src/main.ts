import { start } from '@shop/service';
import { CatalogueModule } from './catalogue.module.ts';
import { env as readEnvironment } from './env.ts';

const env = readEnvironment();
await start('catalogue', CatalogueModule.with(env), env);
