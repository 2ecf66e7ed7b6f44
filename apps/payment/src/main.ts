import { start } from '@shop/service';
import { openStore } from './database.store.ts';
import { env } from './env.ts';
import { PaymentModule } from './payment.module.ts';

const settings = env();
await start('payment', PaymentModule.with(settings), settings, {
  rawBody: true,
  openStore: () => openStore(settings),
});
