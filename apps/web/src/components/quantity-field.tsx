'use client';

import { Minus, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { useTypedEarly } from './typed-early.ts';

interface Props {
  max: number;
}

const side =
  'if-script grid size-11 shrink-0 cursor-pointer place-items-center text-ink hover:bg-sunken disabled:cursor-not-allowed disabled:opacity-40';

/** How many, as a number field named `quantity` between two buttons. Without scripts the field alone. */
export function QuantityField({ max }: Props) {
  const [text, setText] = useState('1');
  const field = useTypedEarly(setText);
  const id = useId();
  const t = useTranslations('product.add');
  const number = Number(text) || 1;
  const step = (by: number) => setText(String(Math.min(max, Math.max(1, number + by))));
  return (
    <div className="stepper flex overflow-hidden rounded-lg border border-line-strong bg-surface focus-within:border-ink">
      <button
        type="button"
        aria-label={t('less')}
        disabled={number <= 1}
        onClick={() => step(-1)}
        className={side}
      >
        <Minus aria-hidden="true" className="size-4" />
      </button>
      <label htmlFor={id} className="sr-only">
        {t('quantity')}
      </label>
      <input
        ref={field}
        id={id}
        name="quantity"
        type="number"
        inputMode="numeric"
        min={1}
        max={max}
        required
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="min-h-11 w-12 bg-transparent text-center tabular-nums"
      />
      <button
        type="button"
        aria-label={t('more')}
        disabled={number >= max}
        onClick={() => step(1)}
        className={side}
      >
        <Plus aria-hidden="true" className="size-4" />
      </button>
    </div>
  );
}
