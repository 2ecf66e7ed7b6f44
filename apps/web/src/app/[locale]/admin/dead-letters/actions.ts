'use server';

import { dispatch } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import { redirect } from 'next/navigation';
import { hrefWith } from '../../../../components/admin/filters.ts';
import { type ActionResult, act, backend } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

const PATH = '/admin/dead-letters';

interface Which {
  service: dispatch.Listener;
  id: string;
}

/** Gives a dead letter to its service once more. */
export async function replay({ service, id }: Which): Promise<ActionResult> {
  await requireStaff('support', PATH);
  const result = await act('Replayed.', () =>
    backend(dispatch.replayDeadLetter, { params: { service, id }, body: {} }),
  );
  return done(result, service, 'replayed');
}

/** Gives all of a service's dead letters to it once more. */
export async function replayAll(service: dispatch.Listener): Promise<ActionResult> {
  await requireStaff('support', PATH);
  const result = await act('Replayed.', () =>
    backend(dispatch.replayDeadLetters, { params: { service }, body: {} }),
  );
  return done(result, service, 'all-replayed');
}

/** Throws a dead letter away, with a reason. */
export async function drop(
  { service, id }: Which,
  _: ActionResult | undefined,
  form: FormData,
): Promise<ActionResult> {
  await requireStaff('support', PATH);
  const reason = String(form.get('reason') ?? '');
  if (form.get('sure') !== 'yes')
    return { ok: false, message: 'Please say that you are sure: it cannot be brought back.', at: Date.now() };
  const result = await act('Dropped.', () =>
    backend(dispatch.dropDeadLetter, { params: { service, id }, body: { reason } }),
  );
  return done(result, service, 'dropped');
}

/** What was done is said on the list: the letter and its form are gone. */
function done(result: ActionResult, service: string, what: string): ActionResult {
  revalidatePath(`/[locale]${PATH}`, 'page');
  if (result.ok) redirect(hrefWith(PATH, { service, done: what }));
  return result;
}
