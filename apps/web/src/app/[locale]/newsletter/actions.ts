'use server';

import { user } from '@shop/contracts';
import { type ActionResult, act, publicRead } from '../../../server/backend.ts';

export async function subscribe(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  const email = String(form.get('email') ?? '');
  return act('Thank you. We write only when something new arrives.', () =>
    publicRead(user.subscribe, { body: { email } }),
  );
}

export async function unsubscribe(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  const token = String(form.get('token') ?? '');
  return act('Done. We will not write to you any more.', () =>
    publicRead(user.unsubscribe, { body: { token } }),
  );
}
