import { z } from 'zod';
import { Id } from './primitives.ts';

/** What a route about one order names it by: its id, or the key from its e-mail. */
export const orderParams = z.strictObject({ orderId: Id });
export const keyParams = z.strictObject({ accessKey: z.string().regex(/^[A-Za-z0-9_-]{22}$/) });

/** What every event about an order begins with. */
export const aboutOrder = { orderId: Id, number: z.string(), ownerId: Id };
