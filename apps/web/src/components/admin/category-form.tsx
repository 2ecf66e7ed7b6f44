'use client';

import type { catalogue } from '@shop/contracts';
import { useActionState } from 'react';
import type { ActionResult } from '../../server/action-result.ts';
import { Outcome } from '../outcome.tsx';
import { Field, Notice } from '../ui.tsx';
import { useFirstWrong } from '../use-first-wrong.ts';

/** What a category's form says back: what came of it, and what was typed. */
export type CategoryResult = ActionResult & { values: Record<string, string> };
type Action = (before: CategoryResult | undefined, form: FormData) => Promise<CategoryResult>;

interface Props {
  save: Action;
  /** Deletes the category; a new one has nothing to delete. */
  remove?: Action;
  /** What it can be a part of. */
  parents: catalogue.Category[];
  category?: catalogue.Category;
}

export function CategoryForm({ save, remove, parents, category }: Props) {
  const [result, action, busy] = useActionState(save, undefined);
  const form = useFirstWrong(result);
  const typed = (name: 'slug' | 'name' | 'description' | 'parent' | 'position') =>
    result?.values[name] ?? String(category?.[name] ?? (name === 'position' ? 100 : ''));
  const german = {
    name: result?.values['names.de'] ?? category?.names?.de ?? '',
    description: result?.values['descriptions.de'] ?? category?.descriptions?.de ?? '',
  };
  return (
    <>
      <form ref={form} action={action} className="space-y-4">
        <Outcome of={result} />
        <Field label="Name" name="name" error={result?.fields?.['name']}>
          {(about) => (
            <input {...about} required maxLength={60} defaultValue={typed('name')} className="input" />
          )}
        </Field>
        <Field
          label="Name in German"
          name="names.de"
          error={result?.fields?.['names.de']}
          hint="Empty: German pages show the name above."
        >
          {(about) => (
            <input {...about} lang="de" maxLength={60} defaultValue={german.name} className="input" />
          )}
        </Field>
        {category === undefined && (
          <Field
            label="Address"
            name="slug"
            error={result?.fields?.['slug']}
            hint="Small letters, digits and dashes. It cannot be changed later."
          >
            {(about) => (
              <input
                {...about}
                required
                maxLength={60}
                pattern="[a-z0-9]+(-[a-z0-9]+)*"
                defaultValue={typed('slug')}
                className="input font-mono"
              />
            )}
          </Field>
        )}
        <Field label="Description" name="description" error={result?.fields?.['description']}>
          {(about) => (
            <textarea
              {...about}
              maxLength={400}
              rows={2}
              defaultValue={typed('description')}
              className="input"
            />
          )}
        </Field>
        <Field
          label="Description in German"
          name="descriptions.de"
          error={result?.fields?.['descriptions.de']}
          hint="Empty: German pages show the description above."
        >
          {(about) => (
            <textarea
              {...about}
              lang="de"
              maxLength={400}
              rows={2}
              defaultValue={german.description}
              className="input"
            />
          )}
        </Field>
        <div className="grid grid-cols-2 gap-4">
          <Field label="Part of" name="parent" error={result?.fields?.['parent']}>
            {(about) => (
              <select {...about} defaultValue={typed('parent')} className="input">
                <option value="">Nothing: it stands by itself</option>
                {parents.map(({ slug, name }) => (
                  <option key={slug} value={slug}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label="Position in the menu" name="position" error={result?.fields?.['position']}>
            {(about) => (
              <input
                {...about}
                type="number"
                required
                min={0}
                max={9999}
                defaultValue={typed('position')}
                className="input"
              />
            )}
          </Field>
        </div>
        <button type="submit" disabled={busy} className="button-primary">
          {category === undefined ? 'Add the category' : 'Save'}
        </button>
      </form>
      {remove !== undefined && category?.products === 0 && <Remove remove={remove} name={category.name} />}
    </>
  );
}

function Remove({ remove, name }: { remove: Action; name: string }) {
  const [result, action, busy] = useActionState(remove, undefined);
  return (
    <form action={action} className="mt-4">
      <button type="submit" disabled={busy} className="button-danger">
        Delete<span className="sr-only"> the category {name}</span>
      </button>
      {result?.ok === false && <Notice key={result.at} tone="bad" title={result.message} />}
    </form>
  );
}
