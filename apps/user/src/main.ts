import { start } from '@shop/service';
import { env } from './env.ts';
import { UserModule } from './user.module.ts';

const settings = env();
await start('user', UserModule.with(settings), settings);
