'use server';

import { Locale, user } from '@shop/contracts';
import { getLocale, getTranslations } from 'next-intl/server';
import { type ActionResult, act, backend } from '../../../server/backend.ts';
import { currentClient } from '../../../server/session.ts';

/** Has a link sent to choose a new password; says the same whether or not somebody has the address. Field: email. */
export async function askReset(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  const t = await getTranslations('access.forgot');
  const email = String(form.get('email') ?? '');
  const locale = Locale.parse(await getLocale());
  const body = { email, locale, ...(await currentClient()) };
  const result = await act(t('sent'), () => backend(user.askReset, { body }));
  return { ...result, typed: { email } };
}
