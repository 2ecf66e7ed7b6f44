import { start } from '@shop/service';
import { openStore } from './database.store.ts';
import { DispatchModule } from './dispatch.module.ts';
import { env } from './env.ts';

const settings = env();
await start('dispatch', DispatchModule.with(settings), settings, { openStore: () => openStore(settings) });
