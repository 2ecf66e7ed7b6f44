import { localPath } from '@shop/contracts/plain';
import { useLocale } from 'next-intl';
import { useCallback } from 'react';
import type {} from './types.ts';

/** Gives paths of the shop in the language of the page, for what is no link: forms, and moving on. */
export function useHere(): (path: string) => string {
  const locale = useLocale();
  return useCallback((path) => localPath(locale, path), [locale]);
}
