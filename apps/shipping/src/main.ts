import { start } from '@shop/service';
import { openStore } from './database.store.ts';
import { env } from './env.ts';
import { ShippingModule } from './shipping.module.ts';

const settings = env();
await start('shipping', ShippingModule.with(settings), settings, { openStore: () => openStore(settings) });
