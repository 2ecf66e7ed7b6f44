'use client';

import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSentence } from '../i18n/use-sentence.ts';

const CLICKING_PAUSE_MS = 400;
const LIMIT_MS = 10_000;
const savers = new Set<() => Promise<void>>();

/** Waits until every number the shopper has set is with the shop. */
export async function quantitiesSaved(): Promise<void> {
  await Promise.all([...savers].map((save) => save()));
}

/** Undefined when the number is saved; else the code of what went wrong. */
async function put(sku: string, quantity: number): Promise<string | undefined> {
  try {
    const answer = await fetch(`/api/cart/cart/lines/${encodeURIComponent(sku)}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ quantity }),
      signal: AbortSignal.timeout(LIMIT_MS),
      // A number set just before leaving the page still arrives.
      keepalive: true,
    });
    if (answer.ok) return undefined;
    const problem = (await answer.json()) as { code?: string };
    return problem.code ?? 'internal_error';
  } catch {
    return 'service_unavailable';
  }
}

/**
 * How many of a product the shopper wants. Clicks count at once and are sent as one absolute number when the clicking
 * stops, one request at a time; what the shop refuses goes back to what it has.
 */
export function useQuantity(sku: string, quantity: number) {
  const [wanted, setWanted] = useState(quantity);
  const [saving, setSaving] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const now = useRef<{ target: number; saved: number; running?: Promise<void>; timer?: number }>({
    target: quantity,
    saved: quantity,
  });
  const router = useRouter();
  const sentence = useSentence();

  const save = useCallback((): Promise<void> => {
    const state = now.current;
    window.clearTimeout(state.timer);
    delete state.timer;
    if (state.running !== undefined) return state.running;
    if (state.target === state.saved) return Promise.resolve();
    const run = async () => {
      // A number that is still being clicked comes with its own pause.
      while (state.target !== state.saved && state.timer === undefined) {
        const asked = state.target;
        const refusal = await put(sku, asked);
        setTrouble(refusal);
        if (refusal === undefined) state.saved = asked;
        else {
          state.target = state.saved;
          setWanted(state.saved);
        }
      }
    };
    state.running = run().finally(() => {
      delete state.running;
      setSaving(state.timer !== undefined);
      router.refresh();
    });
    return state.running;
  }, [sku, router]);

  useEffect(() => {
    const state = now.current;
    // The shop's number counts, unless the shopper is changing it just now.
    if (state.running !== undefined || state.timer !== undefined) return;
    state.target = quantity;
    state.saved = quantity;
    setWanted(quantity);
  }, [quantity]);

  useEffect(() => {
    const leave = () => void save();
    savers.add(save);
    window.addEventListener('pagehide', leave);
    return () => {
      savers.delete(save);
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [save]);

  const want = (quantity: number) => {
    const state = now.current;
    state.target = quantity;
    setWanted(quantity);
    setSaving(true);
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(() => {
      void save();
      if (state.running === undefined) setSaving(false);
    }, CLICKING_PAUSE_MS);
  };
  const why = trouble === undefined ? undefined : sentence(trouble);
  return { wanted, want, saving, trouble: why, current: () => now.current.target };
}
