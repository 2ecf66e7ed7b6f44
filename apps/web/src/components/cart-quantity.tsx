'use client';

import { MAX_QUANTITY } from '@shop/contracts/plain';
import { Minus, Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type FormEvent, useActionState, useEffect, useRef, useState } from 'react';
import { setQuantity } from '../app/[locale]/cart/actions.ts';
import { useTypedEarly } from './typed-early.ts';
import { useQuantity } from './use-quantity.ts';

interface Props {
  sku: string;
  quantity: number;
  available: number;
  /** What the field and its buttons are called. With the product's name in them they are put together by the server. */
  labels: { quantity: string; less: string; more: string };
}

const side =
  'grid size-11 shrink-0 cursor-pointer place-items-center hover:bg-sunken disabled:cursor-not-allowed disabled:opacity-40';

/** How many of a product. Each button sets a number of its own, so that it works as a plain form too. */
export function CartQuantity({ sku, quantity, available, labels }: Props) {
  const t = useTranslations('cart.line');
  const { wanted, want, saving, trouble, current } = useQuantity(sku, quantity);
  const [text, setText] = useState(String(wanted));
  const [result, action] = useActionState(setQuantity, undefined);
  const field = useTypedEarly(setText);
  const before = useRef(wanted);
  useEffect(() => {
    if (before.current === wanted) return;
    before.current = wanted;
    setText(String(wanted));
  }, [wanted]);

  const most = Math.min(MAX_QUANTITY, Math.max(available, 1));
  const message = trouble ?? (result?.ok === false ? result.message : undefined);
  const typed = () => {
    const number = Number(text);
    const fits = Number.isInteger(number) && number >= 1 && number <= MAX_QUANTITY;
    if (!fits) setText(String(wanted));
    else if (number !== current()) want(number);
  };
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const button = (event.nativeEvent as SubmitEvent).submitter as HTMLButtonElement | null;
    const step = Number(button?.dataset['step'] ?? 0);
    if (step === 0) typed();
    else want(Math.min(MAX_QUANTITY, Math.max(1, current() + step)));
  };
  return (
    <form action={action} onSubmit={send} data-saving={saving ? '' : undefined}>
      <input type="hidden" name="sku" value={sku} />
      <div className="flex items-center gap-2">
        <fieldset className="stepper flex overflow-hidden rounded-lg border border-line-strong bg-surface focus-within:border-ink">
          <legend className="sr-only">{labels.quantity}</legend>
          {/* What Enter in the field presses. */}
          <button type="submit" tabIndex={-1} aria-hidden="true" className="sr-only">
            {t('update')}
          </button>
          <button
            type="submit"
            name="set"
            value={wanted - 1}
            data-step={-1}
            aria-label={labels.less}
            disabled={wanted <= 1}
            className={side}
          >
            <Minus aria-hidden="true" className="size-4" />
          </button>
          <input
            ref={field}
            name="quantity"
            type="number"
            inputMode="numeric"
            aria-label={labels.quantity}
            min={1}
            max={MAX_QUANTITY}
            required
            value={text}
            onChange={(event) => setText(event.target.value)}
            onBlur={typed}
            className="min-h-11 w-11 bg-transparent text-center tabular-nums"
          />
          <button
            type="submit"
            name="set"
            value={wanted + 1}
            data-step={1}
            aria-label={labels.more}
            disabled={wanted >= most}
            className={side}
          >
            <Plus aria-hidden="true" className="size-4" />
          </button>
        </fieldset>
        <button type="submit" className="button-quiet if-no-script">
          {t('update')}
        </button>
      </div>
      <p role="status" className="text-sm text-bad">
        {message}
      </p>
    </form>
  );
}
