'use client';

import { useTranslations } from 'next-intl';
import { type FormEvent, useRef, useState } from 'react';
import { Field, Notice } from '../ui.tsx';
import { ask, type Refusal } from './problem.ts';
import { useRefusal } from './use-refusal.ts';

export interface SessionField {
  name: string;
  label: string;
  type: 'text' | 'email' | 'password';
  autoComplete: string;
  minLength?: number;
  maxLength: number;
  hint?: string;
  pattern?: string;
}

interface Props {
  /** Where the form goes to; without JavaScript the browser takes it there. */
  path: string;
  fields: SessionField[];
  submit: string;
  /** The language of a new account's e-mails. */
  locale?: string;
  /** A path of this shop to go on to. */
  next: string;
  /** What went wrong before, when the form was sent without JavaScript. */
  before?: { message: string; fields: Record<string, string> } | undefined;
}

/** Signs in or opens an account. What was typed stays, and focus goes to what is wrong. */
export function SessionForm({ path, fields, submit, locale, next, before }: Props) {
  const t = useTranslations('common');
  const words = useRefusal();
  const [problem, setProblem] = useState<Refusal>();
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const wrong: Record<string, string> =
    problem !== undefined ? words.fieldsOf(problem) : (before?.fields ?? {});
  const message = problem === undefined ? before?.message : words.sentenceOf(problem);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const { next: _, ...body } = Object.fromEntries(new FormData(event.currentTarget));
    const result = await ask('POST', path, body);
    // A whole new page: nothing of the session before is left in memory.
    if (result.ok) return window.location.assign(next);
    setProblem(result.problem);
    setBusy(false);
    const first = Object.keys(words.fieldsOf(result.problem))[0] ?? fields.at(-1)?.name;
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus());
  }

  return (
    <form ref={form} action={path} method="post" onSubmit={send} className="space-y-4">
      {message !== undefined && <Notice tone="bad" title={message} />}
      <input type="hidden" name="next" value={next} />
      {locale !== undefined && <input type="hidden" name="locale" value={locale} />}
      {fields.map(({ name, label, hint, ...rest }) => (
        <Field key={name} name={name} label={label} hint={hint} error={wrong[name]}>
          {(about) => <input {...about} {...rest} required className="input" />}
        </Field>
      ))}
      <button type="submit" aria-disabled={busy} className="button-primary w-full">
        {busy ? t('wait') : submit}
      </button>
    </form>
  );
}
