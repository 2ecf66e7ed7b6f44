'use client';

import { Lock } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useCardName } from '../order/facts.tsx';
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
  const t = useTranslations('checkout');
  const again = useTranslations('common');
  const cardName = useCardName();
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

  if (gateway === undefined) return <Notice tone="bad" title={t('pay.none')} />;
  if (kept !== undefined) {
    return (
      <div className="space-y-4">
        <p>{cardName(kept)}</p>
        <div className="flex flex-wrap justify-between gap-3">
          <button type="button" className="button-quiet" onClick={() => setOther(true)}>
            {t('pay.another')}
          </button>
          <button type="button" className="button-primary" onClick={() => go('review')}>
            {t('toReview')}
          </button>
        </div>
      </div>
    );
  }
  return (
    <div className="space-y-4">
      {gateways.length > 1 && (
        <fieldset className="space-y-2">
          <legend className="label">{t('pay.by')}</legend>
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
        {t('pay.direct', { name: gateway.name })}
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
        <Notice tone="warn" title={t('pay.away', { name: gateway.name })}>
          <p>{gateways.length > 1 ? t('pay.awayOther') : t('pay.awayText')}</p>
          <button type="button" className="button-quiet mt-3" onClick={() => load(gateway.id)}>
            {again('tryAgain')}
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
            setProblem(ready ? undefined : t('pay.loading'));
            if (ready) fields.current?.submit();
          }}
        >
          {t('toReview')}
        </button>
      </div>
    </div>
  );
}
