import { mongodb } from './mongodb.ts';
import { mysql } from './mysql.ts';
import { rabbitmq } from './rabbitmq.ts';
import { redis } from './redis.ts';
import type { StoreKind, StoreName } from './store.ts';

export const kinds: Readonly<Record<StoreName, StoreKind>> = { mongodb, mysql, redis, rabbitmq };
