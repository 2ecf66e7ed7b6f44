'use client';

import { useActionState } from 'react';
import { end } from '../../app/[locale]/admin/promotions/actions.ts';
import { Field, Notice } from '../ui.tsx';

export function EndPromotion({ id }: { id: string }) {
  const [result, action, busy] = useActionState(end.bind(null, id), undefined);
  return (
    <form action={action} className="space-y-3">
      <Field label="Reason" name="reason" error={result?.fields?.['reason']}>
        {(about) => (
          <input
            {...about}
            required
            maxLength={200}
            placeholder="Sold enough, a slip in the terms…"
            className="input"
          />
        )}
      </Field>
      <button type="submit" disabled={busy} className="button-danger">
        End it
      </button>
      {result?.ok === false && <Notice key={result.at} tone="bad" title={result.message} />}
    </form>
  );
}
