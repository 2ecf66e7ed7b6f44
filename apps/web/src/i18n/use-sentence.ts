import { useTranslations } from 'next-intl';
import { useCallback } from 'react';

/**
 * Gives the sentence of an error by its code, in the language of the page; what is no code of ours is our fault. The
 * page hands on the words of `errors`.
 */
export function useSentence(): (code: string) => string {
  const t = useTranslations('errors');
  return useCallback(
    (code) => t(t.has(code as 'internal_error') ? (code as 'internal_error') : 'internal_error'),
    [t],
  );
}
