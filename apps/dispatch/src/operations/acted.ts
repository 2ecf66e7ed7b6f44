import { dispatch, type Payload, personOf, type user } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import type { Act } from './audit.store.ts';

/**
 * An act for the audit log, as an event for the outbox of what it is done to: it is told with the change itself, and
 * nobody dies between the two.
 */
export const acted = (
  who: user.Shopper,
  { reason, ...act }: Act,
): { message: typeof dispatch.staffActed; payload: Payload<typeof dispatch.staffActed> } => ({
  message: dispatch.staffActed,
  payload: {
    id: uuid(),
    at: new Date().toISOString(),
    who: personOf(who),
    ...act,
    ...(reason === undefined || reason === '' ? {} : { reason }),
  },
});
