'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { deleteReview, saveReview } from '../app/[locale]/product/[sku]/actions.ts';
import { KeepTyped } from './keep-typed.tsx';
import { ScoreField } from './score-field.tsx';
import { Field, Notice } from './ui.tsx';

interface Mine {
  score: number;
  title: string;
  text: string;
}

/** Writes, changes or takes back one's review of a product. What was typed stays when something is wrong with it. */
export function ReviewForm({ sku, mine }: { sku: string; mine: Mine | undefined }) {
  const t = useTranslations('reviews.form');
  const [saved, save, saving] = useActionState(saveReview, undefined);
  const [deleted, remove, removing] = useActionState(deleteReview, undefined);
  const said = (deleted?.at ?? 0) > (saved?.at ?? 0) ? deleted : saved;
  const before = saved?.ok === false ? saved.values : mine;
  const fields = saved?.ok === false ? saved.fields : undefined;
  return (
    <>
      {said !== undefined && (
        <div className="mb-3">
          <Notice key={said.at} tone={said.ok ? 'good' : 'bad'} title={said.message} />
        </div>
      )}
      <details key={mine === undefined ? 'new' : 'mine'} open={saved?.ok === false}>
        <summary className="button-quiet w-full">{mine === undefined ? t('write') : t('change')}</summary>
        <form action={save} key={saved?.at} className="mt-4 space-y-4">
          <input type="hidden" name="sku" value={sku} />
          <KeepTyped as={`review:${sku}`} sent={saved?.ok === true} />
          <ScoreField initial={before?.score} error={fields?.['score']} />
          <Field label={t('heading')} name="title" error={fields?.['title']}>
            {(field) => (
              <input {...field} required maxLength={120} defaultValue={before?.title} className="input" />
            )}
          </Field>
          <Field label={t('text')} name="text" error={fields?.['text']} hint={t('hint')}>
            {(field) => (
              <textarea {...field} rows={5} maxLength={4000} defaultValue={before?.text} className="input" />
            )}
          </Field>
          <button type="submit" disabled={saving} className="button-primary w-full">
            {mine === undefined ? t('publish') : t('save')}
          </button>
        </form>
        {mine !== undefined && (
          <form action={remove} className="mt-2">
            <input type="hidden" name="sku" value={sku} />
            <button type="submit" disabled={removing} className="button-danger w-full">
              {t('delete')}
            </button>
          </form>
        )}
      </details>
    </>
  );
}
