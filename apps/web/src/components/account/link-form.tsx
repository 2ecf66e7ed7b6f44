'use client';

import { useActionState } from 'react';
import type { ActionResult } from '../../server/action-result.ts';
import { Field, Notice } from '../ui.tsx';
import { useFirstWrong } from '../use-first-wrong.ts';

interface Props {
  action(before: ActionResult | undefined, form: FormData): Promise<ActionResult>;
  submit: string;
  /** What the link in the e-mail holds. */
  token?: string;
  /** The one thing there is to type. */
  field?: {
    name: string;
    label: string;
    type: 'email' | 'password';
    autoComplete: string;
    minLength?: number;
    maxLength: number;
    hint?: string;
  };
  /** Where to go when it is done. */
  onwards: { href: string; label: string };
  /** Where to go when the link is of no use any more. */
  again?: { href: string; label: string };
}

/** A form of one field at most: to ask for a link, and what the links in e-mails lead to. */
export function LinkForm({ action, submit, token, field, onwards, again }: Props) {
  const [result, send, busy] = useActionState(action, undefined);
  const form = useFirstWrong(result, { orFirst: true });
  if (result?.ok === true)
    return (
      <>
        <Notice tone="good" title={result.message} />
        <a href={onwards.href} className="button-primary mt-6 w-full">
          {onwards.label}
        </a>
      </>
    );
  const { name = '', label = '', hint, ...rest } = field ?? {};
  return (
    <form ref={form} action={send} className="space-y-4">
      {result !== undefined && (
        <Notice key={result.at} tone="bad" title={result.message}>
          {again !== undefined && (
            <a href={again.href} className="link">
              {again.label}
            </a>
          )}
        </Notice>
      )}
      {token !== undefined && <input type="hidden" name="token" value={token} />}
      {field !== undefined && (
        <Field label={label} name={name} hint={hint} error={result?.fields?.[name]}>
          {(about) => (
            <input
              {...about}
              {...rest}
              required
              defaultValue={result?.typed?.[name]}
              key={result?.at}
              className="input"
            />
          )}
        </Field>
      )}
      <button type="submit" aria-disabled={busy} className="button-primary w-full">
        {submit}
      </button>
    </form>
  );
}
