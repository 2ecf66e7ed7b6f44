'use client';

import { type RefObject, useEffect, useRef } from 'react';
import type { ActionResult } from '../../server/action-result.ts';

/** Moves focus to the first field that is wrong whenever an action says so, or to the first field at all. */
export function useFirstWrong(result: ActionResult | undefined): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (result?.ok !== false) return;
    const fields = 'input:not([type=hidden]):not([hidden]), select, textarea';
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid=true]');
    (wrong ?? form.current?.querySelector<HTMLElement>(fields))?.focus();
  }, [result]);
  return form;
}
