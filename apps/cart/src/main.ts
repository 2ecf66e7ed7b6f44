import { start } from '@shop/service';
import { CartModule } from './cart.module.ts';
import { env } from './env.ts';

const settings = env();
await start('cart', CartModule.with(settings), settings);
