'use client';

import type { catalogue } from '@shop/contracts';
import { useActionState } from 'react';
import { addPicture, arrangePictures } from '../../app/[locale]/admin/products/actions.ts';
import { Outcome } from '../outcome.tsx';
import { Field } from '../ui.tsx';
import { useFirstWrong } from '../use-first-wrong.ts';

/** The pictures of a product: add one, describe them, put one first, take one away. */
export function PicturesForm({ sku, pictures }: { sku: string; pictures: catalogue.Picture[] }) {
  const uploaded = pictures.filter(({ drawn }) => !drawn);
  return (
    <div className="space-y-5">
      {uploaded.length === 0 ? (
        <p className="text-sm text-muted">Nobody has uploaded any: the shop draws the product.</p>
      ) : (
        <Arrange sku={sku} pictures={uploaded} />
      )}
      <Add sku={sku} />
    </div>
  );
}

function Arrange({ sku, pictures }: { sku: string; pictures: catalogue.Picture[] }) {
  const [result, action, busy] = useActionState(arrangePictures.bind(null, sku), undefined);
  return (
    <form action={action} className="space-y-3">
      <ul className="space-y-3">
        {pictures.map(({ id, src, alt }, index) => (
          <li key={id} className="flex flex-wrap items-end gap-3">
            {/* biome-ignore lint/performance/noImgElement: made in three widths when it was uploaded */}
            <img
              src={src}
              alt=""
              width={72}
              height={72}
              className="size-18 rounded-lg bg-sunken object-contain"
            />
            <input type="hidden" name="id" value={id} />
            <div className="min-w-40 grow">
              <Field label={`Picture ${index + 1} shows`} name={`alt-${id}`}>
                {(about) => (
                  <input {...about} required maxLength={200} defaultValue={alt} className="input" />
                )}
              </Field>
            </div>
            {index > 0 && (
              <button type="submit" name="front" value={id} disabled={busy} className="button-quiet">
                First<span className="sr-only">: picture {index + 1}</span>
              </button>
            )}
            <button type="submit" name="away" value={id} disabled={busy} className="button-danger">
              Take away<span className="sr-only"> picture {index + 1}</span>
            </button>
          </li>
        ))}
      </ul>
      <button type="submit" disabled={busy} className="button-quiet">
        Save the descriptions
      </button>
      <Outcome of={result} />
    </form>
  );
}

function Add({ sku }: { sku: string }) {
  const [result, action, busy] = useActionState(addPicture.bind(null, sku), undefined);
  const form = useFirstWrong(result);
  return (
    <form ref={form} action={action} className="space-y-3">
      <Field
        label="Add a picture"
        name="picture"
        error={result?.fields?.['picture']}
        hint="JPEG, PNG, WebP or AVIF, 5 MB at the most"
      >
        {(about) => (
          <input
            {...about}
            type="file"
            required
            accept="image/jpeg,image/png,image/webp,image/avif"
            className="input"
          />
        )}
      </Field>
      <Field label="What it shows, for those who cannot see it" name="alt" error={result?.fields?.['alt']}>
        {(about) => (
          <input
            {...about}
            required
            maxLength={200}
            defaultValue={result?.ok === false ? result.typed?.['alt'] : undefined}
            className="input"
          />
        )}
      </Field>
      <button type="submit" disabled={busy} className="button-quiet">
        {busy ? 'Adding…' : 'Add the picture'}
      </button>
      <Outcome of={result} />
    </form>
  );
}
