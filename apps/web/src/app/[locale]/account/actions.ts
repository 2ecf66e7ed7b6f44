'use server';

import { user } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
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
  const result = await act('Saved.', () => backend(user.updateProfile, { body }));
  revalidatePath('/[locale]/account', 'page');
  return result;
}

export async function changePassword(_: ActionResult | undefined, form: FormData): Promise<ActionResult> {
  await requireMember('/account');
  const body = { current: field(form, 'current'), next: field(form, 'next') };
  return act('Your password is changed. Everywhere else you are signed out.', () =>
    backend(user.changePassword, { body }),
  );
}

export async function removeAddress(addressId: string): Promise<ActionResult> {
  await requireMember('/account');
  const result = await act('The address is deleted.', () =>
    backend(user.deleteAddress, { params: { addressId } }),
  );
  revalidatePath('/[locale]/account', 'page');
  return result;
}
