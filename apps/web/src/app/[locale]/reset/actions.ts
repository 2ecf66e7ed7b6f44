'use server';

import { user } from '@shop/contracts';
import { getTranslations } from 'next-intl/server';
import { type ActionResult, act, backend } from '../../../server/backend.ts';
import { currentClient } from '../../../server/session.ts';

/** Sets a new password. Fields: token, password. */
export async function resetPassword(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  const t = await getTranslations('access.reset');
  const [token, password] = [String(form.get('token') ?? ''), String(form.get('password') ?? '')];
  const body = { token, password, ...(await currentClient()) };
  return act(t('done'), () => backend(user.resetPassword, { body }), { password_too_common: 'password' });
}
