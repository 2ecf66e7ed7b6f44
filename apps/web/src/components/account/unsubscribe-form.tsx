'use client';

import { useActionState } from 'react';
import { unsubscribe } from '../../app/[locale]/newsletter/actions.ts';
import { Notice } from '../ui.tsx';

export function UnsubscribeForm({ token }: { token: string }) {
  const [result, action, busy] = useActionState(unsubscribe, undefined);
  if (result?.ok === true) return <Notice tone="good" title={result.message} />;
  return (
    <form action={action} className="space-y-4">
      <p className="text-muted">No more e-mails about new products will come to you.</p>
      {result !== undefined && <Notice key={result.at} tone="bad" title={result.message} />}
      <input type="hidden" name="token" value={token} />
      <button type="submit" disabled={busy} className="button-primary">
        Unsubscribe
      </button>
    </form>
  );
}
