'use server';

import { Locale, user } from '@shop/contracts';
import { getLocale, getTranslations } from 'next-intl/server';
import { type ActionResult, act, publicRead } from '../../../server/backend.ts';

export async function subscribe(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  const email = String(form.get('email') ?? '');
  const locale = Locale.parse(await getLocale());
  const t = await getTranslations('home.newsletter');
  const result = await act(t('thanks'), () => publicRead(user.subscribe, { body: { email, locale } }));
  return result.ok ? result : { ...result, typed: { email } };
}

export async function unsubscribe(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  const token = String(form.get('token') ?? '');
  return act((await getTranslations('home.newsletter'))('stopped'), () =>
    publicRead(user.unsubscribe, { body: { token } }),
  );
}
