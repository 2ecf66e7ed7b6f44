import { start } from '@shop/service';
import { openStore } from './database.store.ts';
import { env } from './env.ts';
import { UserModule } from './user.module.ts';

const settings = env();
await start('user', UserModule.with(settings), settings, { openStore: () => openStore(settings) });
