'use client';

import { type RefObject, useEffect, useRef } from 'react';
import type { ActionResult } from '../server/action-result.ts';

const fields = 'input:not([type=hidden]):not([hidden]), select, textarea';

/** Moves focus to the first field that is wrong whenever an action says so; where none is named, to the first at all if that is wanted. */
export function useFirstWrong(
  result: ActionResult | undefined,
  { orFirst = false } = {},
): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (result?.ok !== false) return;
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid=true]');
    (wrong ?? (orFirst ? form.current?.querySelector<HTMLElement>(fields) : undefined))?.focus();
  }, [result, orFirst]);
  return form;
}
