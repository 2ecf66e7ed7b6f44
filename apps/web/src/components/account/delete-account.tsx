'use client';

import { type FormEvent, useState } from 'react';
import { useHere } from '../../i18n/use-here.ts';
import { Field, Notice } from '../ui.tsx';
import { ask, type Refusal } from './problem.ts';

/** Deletes the account by the gateway, which ends the session of this browser with it. */
export function DeleteAccount() {
  const here = useHere();
  const [problem, setProblem] = useState<Refusal>();
  const [busy, setBusy] = useState(false);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const password = String(new FormData(event.currentTarget).get('password') ?? '');
    const result = await ask('POST', '/api/user/profile/deletion', { password });
    if (result.ok) return window.location.assign(here('/'));
    setProblem(result.problem);
    setBusy(false);
  }

  return (
    <form onSubmit={send} className="space-y-4">
      <p className="text-muted">
        Your profile, addresses, cart and reviews go. Orders are kept for the tax office, without your
        account. This cannot be undone.
      </p>
      {problem !== undefined && <Notice tone="bad" title={problem.title} />}
      <div className="max-w-md">
        <Field label="Your password" name="password">
          {(about) => (
            <input
              {...about}
              type="password"
              required
              maxLength={256}
              autoComplete="current-password"
              className="input"
            />
          )}
        </Field>
      </div>
      <button type="submit" aria-disabled={busy} className="button-danger">
        Delete my account
      </button>
    </form>
  );
}
