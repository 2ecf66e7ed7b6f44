'use server';

import { Role, user } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import { type ActionResult, act, backend } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

/** Gives somebody a role, or none. Fields: role, reason. */
export async function setRole(
  accountId: string,
  _: ActionResult | undefined,
  form: FormData,
): Promise<ActionResult> {
  await requireStaff('admin', '/admin/people');
  const role = Role.safeParse(form.get('role')).data ?? null;
  const input = { params: { accountId }, body: { role, reason: String(form.get('reason') ?? '') } };
  const result = await act(
    'Saved. It counts from the next sign-in, or within five minutes.',
    () => backend(user.setRole, input),
    { own_role: 'role' },
  );
  revalidatePath('/[locale]/admin/people', 'page');
  return { ...result, typed: { role: role ?? '', reason: input.body.reason } };
}
