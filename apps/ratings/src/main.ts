import { start } from '@shop/service';
import { env } from './env.ts';
import { RatingsModule } from './ratings.module.ts';

const settings = env();
await start('ratings', RatingsModule.with(settings), settings);
