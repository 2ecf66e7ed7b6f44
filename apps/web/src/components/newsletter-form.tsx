'use client';

import { useActionState, useId } from 'react';
import { subscribe } from '../app/newsletter/actions.ts';

export function NewsletterForm() {
  const [result, action, busy] = useActionState(subscribe, undefined);
  const id = useId();
  return (
    <form action={action} className="mt-2">
      <label htmlFor={id} className="sr-only">
        E-mail address
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          name="email"
          type="email"
          required
          maxLength={254}
          autoComplete="email"
          placeholder="you@example.org"
          className="input"
        />
        <button type="submit" disabled={busy} className="button-quiet whitespace-nowrap">
          Tell me
        </button>
      </div>
      <p role="status" className={`mt-1 min-h-5 text-sm ${result?.ok === false ? 'text-bad' : 'text-good'}`}>
        {result?.message}
      </p>
    </form>
  );
}
