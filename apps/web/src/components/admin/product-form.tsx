'use client';

import type { catalogue } from '@shop/contracts';
import { useActionState } from 'react';
import { Outcome } from '../outcome.tsx';
import { Field } from '../ui.tsx';
import { useFirstWrong } from '../use-first-wrong.ts';
import { type ProductResult, shown } from './product-fields.ts';

interface Props {
  save(before: ProductResult | undefined, form: FormData): Promise<ProductResult>;
  /** Slugs in use, as suggestions. */
  categories: string[];
  /** The product to change; a new one without. */
  product?: catalogue.ProductInFull;
}

export function ProductForm({ save, categories, product }: Props) {
  const [result, action, busy] = useActionState(save, undefined);
  const values = result?.values ?? (product === undefined ? {} : shown(product));
  const wrong = (name: string) =>
    Object.entries(result?.fields ?? {}).find(([path]) => path === name || path.startsWith(`${name}.`))?.[1];
  const form = useFirstWrong(result);
  return (
    <form ref={form} action={action} className="space-y-4">
      <Outcome of={result} />
      {product === undefined && (
        <Field
          label="SKU"
          name="sku"
          error={wrong('sku')}
          hint="Letters, digits and dashes. It cannot be changed later."
        >
          {(about) => (
            <input
              {...about}
              required
              maxLength={40}
              defaultValue={values['sku']}
              className="input font-mono"
            />
          )}
        </Field>
      )}
      <Field label="Name" name="name" error={wrong('name')}>
        {(about) => (
          <input {...about} required maxLength={120} defaultValue={values['name']} className="input" />
        )}
      </Field>
      <Field label="Description" name="description" error={wrong('description')}>
        {(about) => (
          <textarea
            {...about}
            required
            maxLength={4000}
            rows={5}
            defaultValue={values['description']}
            className="input"
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Price in euro" name="price" error={wrong('price')}>
          {(about) => (
            <input {...about} required inputMode="decimal" defaultValue={values['price']} className="input" />
          )}
        </Field>
        <Field label="Weight in grams" name="weightGrams" error={wrong('weightGrams')}>
          {(about) => (
            <input
              {...about}
              required
              type="number"
              min={1}
              max={1_000_000}
              defaultValue={values['weightGrams']}
              className="input"
            />
          )}
        </Field>
      </div>
      <Field
        label="Categories"
        name="categories"
        error={wrong('categories')}
        hint={`Up to five, with commas. In use: ${categories.join(', ')}`}
      >
        {(about) => <input {...about} required defaultValue={values['categories']} className="input" />}
      </Field>
      <Field
        label="Attributes"
        name="attributes"
        error={wrong('attributes')}
        hint="One a line, such as Colour: copper. What they are called in German is kept under Attributes."
      >
        {(about) => (
          <textarea
            {...about}
            rows={Math.max(4, (values['attributes'] ?? '').split('\n').length + 1)}
            defaultValue={values['attributes']}
            className="input font-mono"
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="Family"
          name="family"
          error={wrong('family')}
          hint="Its versions have the same one, such as tidy-home-helper. Leave it empty for a single product."
        >
          {(about) => (
            <input {...about} maxLength={60} defaultValue={values['family']} className="input font-mono" />
          )}
        </Field>
        <Field
          label="Versions differ in"
          name="options"
          error={wrong('options')}
          hint="Up to three attributes, with commas: Colour, Mobility"
        >
          {(about) => <input {...about} defaultValue={values['options']} className="input" />}
        </Field>
      </div>
      {product === undefined && (
        <Field label="Stock to begin with" name="stock" error={wrong('stock')}>
          {(about) => (
            <input
              {...about}
              type="number"
              min={0}
              max={1_000_000}
              defaultValue={values['stock'] ?? '0'}
              className="input sm:w-40"
            />
          )}
        </Field>
      )}
      <button type="submit" disabled={busy} className="button-primary">
        {product === undefined ? 'Add the product' : 'Save'}
      </button>
    </form>
  );
}
