'use server';

import { user } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import { getTranslations } from 'next-intl/server';
import { type ActionResult, act, backend } from '../../../server/backend.ts';
import { requireMember } from '../../../server/session.ts';

/** Sends the e-mail by which an address is confirmed once more. */
export async function sendConfirmation(_: ActionResult | undefined): Promise<ActionResult> {
  await requireMember('/account');
  const t = await getTranslations('access.banner');
  let to = '';
  const result = await act('', async () => {
    to = (await backend(user.askConfirmation, {})).email;
  });
  return result.ok ? { ...result, message: t('sent', { email: to }) } : result;
}

/** Signs out in one place. Field: sessionId. */
export async function endSession(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  await requireMember('/account');
  const t = await getTranslations('access.sessions');
  const params = { sessionId: String(form.get('sessionId') ?? '') };
  const result = await act(t('ended'), () => backend(user.endOneSession, { params }));
  revalidatePath('/[locale]/account', 'page');
  return result;
}

/** Signs out everywhere else. */
export async function endOtherSessions(_: ActionResult | undefined): Promise<ActionResult> {
  await requireMember('/account');
  const t = await getTranslations('access.sessions');
  const result = await act(t('endedOthers'), () => backend(user.endOtherSessions, {}));
  revalidatePath('/[locale]/account', 'page');
  return result;
}
