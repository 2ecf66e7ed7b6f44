'use client';

import type { Money } from '@shop/contracts';
import { useEffect, useRef } from 'react';
import { useHere } from '../../i18n/use-here.ts';
import { money } from '../ui.tsx';

/** What is different from what the shopper saw. */
export interface Change {
  sku: string;
  name: string;
  what: 'price' | 'stock' | 'gone';
  was: number;
  now: number;
}

interface Props {
  changes: Change[];
  currency: Money['currency'];
  /** Shows the new offer. */
  onLook(): void;
}

/** Nothing is charged that the shopper has not seen: the differences, before anything else can be done. */
export function ChangesDialog({ changes, currency, onLook }: Props) {
  const here = useHere();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const words = ({ what, was, now }: Change) => {
    if (what === 'gone') return 'is not sold any more';
    if (what === 'stock') return now === 0 ? 'is sold out' : `: ${now} left, you wanted ${was}`;
    return `costs ${money({ amount: now, currency })} now, it was ${money({ amount: was, currency })}`;
  };
  const canBuy = changes.every(({ what }) => what === 'price');
  return (
    <dialog
      ref={dialog}
      aria-labelledby="changes"
      onCancel={(event) => event.preventDefault()}
      className="card m-auto w-[min(32rem,calc(100%-2rem))] p-6 text-ink backdrop:bg-black/60"
    >
      <h2 id="changes">Something changed while you were here</h2>
      <p className="mt-1 mb-3 text-muted">Nothing was charged.</p>
      <ul className="mb-5 list-disc space-y-1 pl-5">
        {changes.map((change) => (
          <li key={`${change.sku} ${change.what}`}>
            <span className="font-medium">{change.name}</span> {words(change)}
          </li>
        ))}
      </ul>
      {canBuy ? (
        <button type="button" onClick={onLook} className="button-primary w-full">
          See the new total
        </button>
      ) : (
        <a href={here('/cart')} className="button-primary w-full">
          Look at my cart
        </a>
      )}
    </dialog>
  );
}
