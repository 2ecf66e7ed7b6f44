'use client';

import { usePathname, useRouter } from 'next/navigation';
import { useEffect, useRef, useTransition } from 'react';

/** Applies the filter form it stands in as soon as something in it changes. Without scripts its button does. */
export function AutoSubmit() {
  const marker = useRef<HTMLSpanElement>(null);
  const [pending, startTransition] = useTransition();
  const router = useRouter();
  const pathname = usePathname();
  useEffect(() => {
    const form = marker.current?.closest('form');
    if (form == null) return;
    const apply = (event: Event) => {
      const { target } = event;
      const owner = target instanceof HTMLFormElement ? target : (target as HTMLInputElement).form;
      if (owner !== form) return;
      event.preventDefault();
      const query = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (value !== '') query.append(name, String(value));
      startTransition(() => router.push(`${pathname}?${query}`, { scroll: false }));
    };
    // Controls may stand outside of their form, so the whole page is listened to.
    document.addEventListener('change', apply);
    document.addEventListener('submit', apply);
    return () => {
      document.removeEventListener('change', apply);
      document.removeEventListener('submit', apply);
    };
  }, [router, pathname]);
  return <span ref={marker}>{pending && <span aria-hidden="true" className="under-way" />}</span>;
}
