'use client';

import { MAX_QUANTITY, sentenceOf } from '@shop/contracts';
import { Minus, Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useActionState, useEffect, useRef, useState } from 'react';
import { setQuantity } from '../app/cart/actions.ts';

const CLICKING_PAUSE_MS = 250;

/**
 * How many of a product: steps that count up at once and are sent as one absolute number when the clicking stops, one
 * request at a time. Without JavaScript a number field with a button.
 */
export function CartQuantity({ sku, name, quantity }: { sku: string; name: string; quantity: number }) {
  const [wanted, setWanted] = useState(quantity);
  const [live, setLive] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const [result, action] = useActionState(setQuantity, undefined);
  const sending = useRef(false);
  const saved = useRef(quantity);
  const router = useRouter();

  useEffect(() => setLive(true), []);
  useEffect(() => {
    saved.current = quantity;
    setWanted(quantity);
  }, [quantity]);
  useEffect(() => {
    if (wanted === saved.current) return;
    const send = async () => {
      if (sending.current) return;
      sending.current = true;
      const answer = await fetch(`/api/cart/cart/lines/${encodeURIComponent(sku)}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ quantity: wanted }),
      }).catch(() => undefined);
      sending.current = false;
      if (answer?.ok === true) {
        saved.current = wanted;
        setTrouble(undefined);
      } else {
        const problem: { code?: string } = (await answer?.json().catch(() => ({}))) ?? {};
        setTrouble(sentenceOf(problem.code ?? 'service_unavailable'));
        setWanted(saved.current);
      }
      router.refresh();
    };
    const timer = setTimeout(send, CLICKING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted, sku, router]);

  const message = trouble ?? (result?.ok === false ? result.message : undefined);
  const step = (by: number) => setWanted((now) => Math.min(MAX_QUANTITY, Math.max(1, now + by)));
  return (
    <div>
      {live ? (
        <fieldset className="inline-flex items-center rounded-lg border border-line-strong">
          <legend className="sr-only">Quantity of {name}</legend>
          <button
            type="button"
            aria-label={`One less of ${name}`}
            disabled={wanted <= 1}
            onClick={() => step(-1)}
            className="grid size-11 cursor-pointer place-items-center rounded-l-lg hover:bg-sunken disabled:cursor-not-allowed disabled:opacity-40"
          >
            <Minus aria-hidden="true" className="size-4" />
          </button>
          <output className="w-9 text-center tabular-nums" aria-live="polite">
            {wanted}
          </output>
          <button
            type="button"
            aria-label={`One more of ${name}`}
            disabled={wanted >= MAX_QUANTITY}
            onClick={() => step(1)}
            className="grid size-11 cursor-pointer place-items-center rounded-r-lg hover:bg-sunken disabled:cursor-not-allowed disabled:opacity-40"
          >
            <Plus aria-hidden="true" className="size-4" />
          </button>
        </fieldset>
      ) : (
        <form action={action} className="flex gap-2">
          <input type="hidden" name="sku" value={sku} />
          <input
            aria-label={`Quantity of ${name}`}
            name="quantity"
            type="number"
            min={0}
            max={MAX_QUANTITY}
            defaultValue={quantity}
            className="input w-20 text-center"
          />
          <button type="submit" className="button-quiet">
            Update
          </button>
        </form>
      )}
      {message !== undefined && (
        <p role="alert" className="mt-1 text-sm text-bad">
          {message}
        </p>
      )}
    </div>
  );
}
