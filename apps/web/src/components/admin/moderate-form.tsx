'use client';

import { useActionState } from 'react';
import { moderate } from '../../app/[locale]/admin/reviews/actions.ts';
import { Outcome } from '../outcome.tsx';

export function ModerateForm({ reviewId, status }: { reviewId: string; status: 'published' | 'rejected' }) {
  const next = status === 'published' ? 'rejected' : 'published';
  const [result, action, busy] = useActionState(moderate.bind(null, reviewId, next), undefined);
  const id = `reason-${reviewId}`;
  return (
    <form action={action} className="space-y-2">
      <label htmlFor={id} className="label">
        Reason to {next === 'rejected' ? 'reject' : 'publish'} it
      </label>
      <input id={id} name="reason" required maxLength={200} className="input" />
      <button
        type="submit"
        disabled={busy}
        className={next === 'rejected' ? 'button-danger' : 'button-quiet'}
      >
        {next === 'rejected' ? 'Reject' : 'Publish'}
      </button>
      <Outcome of={result} />
    </form>
  );
}
