'use server';

import { user } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import { getTranslations } from 'next-intl/server';
import { type ActionResult, act, backend } from '../../../server/backend.ts';
import { requireMember } from '../../../server/session.ts';

const field = (form: FormData, name: string): string => String(form.get(name) ?? '');

export async function saveProfile(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  await requireMember('/account');
  const body = {
    name: field(form, 'name'),
    email: field(form, 'email'),
    newsletter: form.get('newsletter') === 'on',
  };
  const result = await act(
    (await getTranslations('account.profile'))('saved'),
    () => backend(user.updateProfile, { body }),
    { name_taken: 'name', email_taken: 'email' },
  );
  revalidatePath('/[locale]/account', 'page');
  return { ...result, typed: { name: body.name, email: body.email } };
}

export async function changePassword(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  await requireMember('/account');
  const body = { current: field(form, 'current'), next: field(form, 'next') };
  return act(
    (await getTranslations('account.password'))('changed'),
    () => backend(user.changePassword, { body }),
    { wrong_password: 'current', password_too_common: 'next' },
  );
}

export async function removeAddress(addressId: string): Promise<ActionResult> {
  await requireMember('/account');
  const result = await act((await getTranslations('account.addresses'))('deleted'), () =>
    backend(user.deleteAddress, { params: { addressId } }),
  );
  revalidatePath('/[locale]/account', 'page');
  return result;
}
