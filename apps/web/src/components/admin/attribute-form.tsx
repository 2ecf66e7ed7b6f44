'use client';

import type { catalogue } from '@shop/contracts';
import { useActionState } from 'react';
import { Outcome } from '../outcome.tsx';
import { Field } from '../ui.tsx';
import { useFirstWrong } from '../use-first-wrong.ts';
import { fieldOf, NAME_FIELD, type WordsResult } from './attribute-words.ts';

interface Props {
  save(before: WordsResult | undefined, form: FormData): Promise<WordsResult>;
  attribute: catalogue.Attribute;
}

/** What an attribute and each of its values are called in German. */
export function AttributeForm({ save, attribute }: Props) {
  const [result, action, busy] = useActionState(save, undefined);
  const form = useFirstWrong(result);
  const word = (label: string, name: string, known: string | undefined, hint?: string) => (
    <Field key={name} label={label} name={name} error={result?.fields?.[name]} hint={hint}>
      {(about) => (
        <input
          {...about}
          lang="de"
          maxLength={60}
          placeholder={label}
          defaultValue={result?.values[name] ?? known ?? ''}
          className="input"
        />
      )}
    </Field>
  );
  return (
    <form ref={form} action={action} className="space-y-4">
      <Outcome of={result} />
      {word(attribute.name, NAME_FIELD, attribute.names.de, 'Empty: German pages show the original.')}
      <fieldset>
        <legend className="label">Its values</legend>
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {attribute.values.map(({ value, names }) => word(value, fieldOf(value), names.de))}
        </div>
      </fieldset>
      <button type="submit" disabled={busy} className="button-primary">
        Save<span className="sr-only"> the words for {attribute.name}</span>
      </button>
    </form>
  );
}
