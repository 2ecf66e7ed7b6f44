'use client';

import { useActionState } from 'react';
import { deleteReview, saveReview } from '../app/product/[sku]/actions.ts';
import { Field } from './ui.tsx';

interface Mine {
  score: number;
  title: string;
  text: string;
}

/** Writes, changes or takes back one's review of a product. */
export function ReviewForm({ sku, mine }: { sku: string; mine?: Mine }) {
  const [saved, save, saving] = useActionState(saveReview, undefined);
  const [deleted, remove, removing] = useActionState(deleteReview, undefined);
  const said = (deleted?.at ?? 0) > (saved?.at ?? 0) ? deleted : saved;
  return (
    <details>
      <summary className="button-quiet w-full">
        {mine === undefined ? 'Write a review' : 'Change your review'}
      </summary>
      <form action={save} className="mt-4 space-y-4">
        <input type="hidden" name="sku" value={sku} />
        <Field label="Score" name="score" error={saved?.fields?.['score']}>
          {(field) => (
            <select {...field} required defaultValue={mine?.score ?? ''} className="input">
              <option value="" disabled>
                Choose
              </option>
              {[5, 4, 3, 2, 1].map((score) => (
                <option key={score} value={score}>
                  {score} star{score === 1 ? '' : 's'}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="In a few words" name="title" error={saved?.fields?.['title']}>
          {(field) => (
            <input {...field} required maxLength={120} defaultValue={mine?.title} className="input" />
          )}
        </Field>
        <Field label="What should others know?" name="text" error={saved?.fields?.['text']}>
          {(field) => (
            <textarea {...field} rows={4} maxLength={4000} defaultValue={mine?.text} className="input" />
          )}
        </Field>
        <button type="submit" disabled={saving} className="button-primary w-full">
          {mine === undefined ? 'Publish' : 'Save'}
        </button>
      </form>
      {mine !== undefined && (
        <form action={remove} className="mt-2">
          <input type="hidden" name="sku" value={sku} />
          <button type="submit" disabled={removing} className="button-danger w-full">
            Delete it
          </button>
        </form>
      )}
      <p role="status" className={`mt-2 min-h-5 text-sm ${said?.ok === false ? 'text-bad' : 'text-good'}`}>
        {said?.message}
      </p>
    </details>
  );
}
