'use client';

import { useEffect, useRef } from 'react';

const PREFIX = 'typed:';
const kept = 'input:not([type=hidden], [type=password], [type=file], [type=submit]), textarea, select';

/**
 * Keeps what is typed into the form it stands in, in this tab, until the form was sent for good: a lost connection, a
 * crash or a reload costs nobody a text. Not for forms with secrets.
 */
export function KeepTyped({ as, sent }: { as: string; sent: boolean }) {
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const form = mark.current?.closest('form');
    const place = PREFIX + as;
    if (form === null || form === undefined) return;
    if (sent) {
      put(place, undefined);
      return;
    }
    fill(form, read(place));
    const keep = () => put(place, typedIn(form));
    form.addEventListener('input', keep);
    return () => form.removeEventListener('input', keep);
  }, [as, sent]);
  return <span ref={mark} hidden />;
}

type Typed = Record<string, string>;
type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const controlsOf = (form: HTMLFormElement): Control[] => [...form.querySelectorAll<Control>(kept)];
const isChoice = (control: Control): control is HTMLInputElement =>
  control.type === 'radio' || control.type === 'checkbox';

function typedIn(form: HTMLFormElement): Typed {
  const typed: Typed = {};
  for (const control of controlsOf(form)) {
    if (!isChoice(control)) typed[control.name] = control.value;
    else if (control.checked) typed[control.name] = control.value;
  }
  return typed;
}

function fill(form: HTMLFormElement, typed: Typed): void {
  for (const control of controlsOf(form)) {
    const value = typed[control.name];
    if (value === undefined) continue;
    if (isChoice(control)) control.checked = control.value === value;
    else control.value = value;
  }
}

function read(place: string): Typed {
  try {
    return JSON.parse(window.sessionStorage.getItem(place) ?? '{}') as Typed;
  } catch {
    return {};
  }
}

function put(place: string, typed: Typed | undefined): void {
  try {
    if (typed === undefined) window.sessionStorage.removeItem(place);
    else window.sessionStorage.setItem(place, JSON.stringify(typed));
  } catch {
    // A browser may keep its storage closed: then it is as it was without.
  }
}
