import type { catalogue, Output } from '@shop/contracts';
import { useEffect, useState } from 'react';

export type Suggestions = Output<typeof catalogue.suggestProducts>;

const TYPING_PAUSE_MS = 120;
const LIMIT_MS = 2_000;
const FEWEST_LETTERS = 2;

/**
 * What the catalogue suggests for what is typed; a question that is overtaken is taken back. Until there is an answer the one to
 * what was typed before stands, when that goes on with it; otherwise undefined.
 */
export function useSuggestions(typed: string, open: boolean): Suggestions | undefined {
  const [answer, setAnswer] = useState<{ to: string; given: Suggestions }>();
  const q = typed.trim();
  const asking = open && q.length >= FEWEST_LETTERS;
  useEffect(() => {
    if (!asking) return setAnswer(undefined);
    const left = new AbortController();
    const timer = setTimeout(() => {
      const signal = AbortSignal.any([left.signal, AbortSignal.timeout(LIMIT_MS)]);
      fetch(`/api/catalogue/suggestions?q=${encodeURIComponent(q)}`, { signal })
        .then((response) => (response.ok ? (response.json() as Promise<Suggestions>) : undefined))
        .then((given) => setAnswer(given && { to: q, given }))
        // Without suggestions the field is still a search field.
        .catch(() => undefined);
    }, TYPING_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [q, asking]);
  return answer !== undefined && q.startsWith(answer.to) ? answer.given : undefined;
}
