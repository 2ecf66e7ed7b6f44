import { start } from '@shop/service';
import { openStore } from './database.store.ts';
import { env } from './env.ts';
import { RatingsModule } from './ratings.module.ts';

const settings = env();
await start('ratings', RatingsModule.with(settings), settings, { openStore: () => openStore(settings) });
