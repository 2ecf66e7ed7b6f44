'use client';

import { Lock } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { cardName } from '../order/facts.tsx';
import { Notice } from '../ui.tsx';
import { CardFrame, type CardFrameHandle, type Taken } from './card-frame.tsx';
import { choice } from './choice.ts';
import type { Gateway, StepProps } from './step.ts';

/** Card fields that take longer are taken for away, in milliseconds. */
const FIELDS_LIMIT_MS = 8_000;

interface Props extends StepProps {
  gateways: Gateway[];
}

export function PaymentStep({ draft, setDraft, go, gateways }: Props) {
  const [chosen, setChosen] = useState(draft.card?.gateway ?? gateways[0]?.id);
  const [other, setOther] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [ready, setReady] = useState(false);
  const [away, setAway] = useState(false);
  const [tries, setTries] = useState(0);
  const fields = useRef<CardFrameHandle>(null);
  const gateway = gateways.find(({ id }) => id === chosen);
  const kept =
    draft.card !== undefined && !other && Date.parse(draft.card.expiresAt) > Date.now()
      ? draft.card
      : undefined;

  const waiting = kept === undefined && !ready && !away;
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => setAway(true), FIELDS_LIMIT_MS);
    return () => clearTimeout(timer);
  }, [waiting]);

  /** Loads the card fields anew, perhaps another provider's. */
  function load(id: Gateway['id'] | undefined) {
    setChosen(id);
    setReady(false);
    setAway(false);
    setProblem(undefined);
    setTries((now) => now + 1);
  }

  function take({ token, brand, last4, expiresAt }: Taken) {
    if (gateway === undefined) return;
    setDraft((now) => ({ ...now, card: { gateway: gateway.id, token, brand, last4, expiresAt } }));
    go('review');
  }

  if (gateway === undefined)
    return <Notice tone="bad" title="There is no way to pay right now. Please try again later." />;
  if (kept !== undefined) {
    return (
      <div className="space-y-4">
        <p>{cardName(kept)}</p>
        <div className="flex flex-wrap justify-between gap-3">
          <button type="button" className="button-quiet" onClick={() => setOther(true)}>
            Use another card
          </button>
          <button type="button" className="button-primary" onClick={() => go('review')}>
            Go on to review
          </button>
        </div>
      </div>
    );
  }
  return (
    <div className="space-y-4">
      {gateways.length > 1 && (
        <fieldset className="space-y-2">
          <legend className="label">Pay by</legend>
          <div className="grid gap-2 sm:grid-cols-2">
            {gateways.map(({ id, name }) => (
              <label key={id} className={choice}>
                <input
                  type="radio"
                  name="gateway"
                  checked={id === chosen}
                  onChange={() => load(id)}
                  className="size-5 accent-accent"
                />
                {name}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <p className="flex items-center gap-2 text-sm text-muted">
        <Lock aria-hidden="true" className="size-4 shrink-0" />
        The card goes to {gateway.name} directly. The shop never sees its number.
      </p>
      <CardFrame
        key={`${gateway.id} ${tries}`}
        ref={fields}
        gateway={gateway}
        onToken={take}
        onError={setProblem}
        onReady={() => {
          setReady(true);
          setAway(false);
        }}
      />
      {away && (
        <Notice tone="warn" title={`The card fields of ${gateway.name} cannot be loaded right now.`}>
          <p>
            Nothing was charged, and your cart is kept. Please try again in a moment
            {gateways.length > 1 && ', or pay another way'}.
          </p>
          <button type="button" className="button-quiet mt-3" onClick={() => load(gateway.id)}>
            Try again
          </button>
        </Notice>
      )}
      <p role="alert" className="min-h-6 text-sm text-bad">
        {problem}
      </p>
      <div className="flex justify-end">
        <button
          type="button"
          aria-disabled={!ready}
          className="button-primary"
          onClick={() => {
            setProblem(ready ? undefined : 'The card fields are still being loaded.');
            fields.current?.submit();
          }}
        >
          Go on to review
        </button>
      </div>
    </div>
  );
}
