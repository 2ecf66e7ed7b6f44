'use server';

import { user } from '@shop/contracts';
import { getTranslations } from 'next-intl/server';
import { type ActionResult, act, backend } from '../../../server/backend.ts';
import { currentClient } from '../../../server/session.ts';

/** Confirms an e-mail address. Field: token. */
export async function confirmEmail(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  const t = await getTranslations('access.verify');
  const body = { token: String(form.get('token') ?? ''), ...(await currentClient()) };
  let confirmed = '';
  const result = await act('', async () => {
    confirmed = (await backend(user.confirmEmail, { body })).email;
  });
  return result.ok ? { ...result, message: t('done', { email: confirmed }) } : result;
}
