import { start } from '@shop/service';
import { env } from './env.ts';
import { PaymentModule } from './payment.module.ts';

const settings = env();
await start('payment', PaymentModule.with(settings), settings, { rawBody: true });
