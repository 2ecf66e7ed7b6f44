'use client';

import { usePathname, useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';

/** Applies a filter form as soon as something in it changes. Without JavaScript its button does. */
export function AutoSubmit() {
  const marker = useRef<HTMLSpanElement>(null);
  const router = useRouter();
  const pathname = usePathname();
  useEffect(() => {
    const form = marker.current?.closest('form');
    if (form == null) return;
    const go = (event: Event) => {
      event.preventDefault();
      const query = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (value !== '') query.append(name, String(value));
      router.push(`${pathname}?${query}`, { scroll: false });
    };
    form.addEventListener('change', go);
    form.addEventListener('submit', go);
    return () => {
      form.removeEventListener('change', go);
      form.removeEventListener('submit', go);
    };
  }, [router, pathname]);
  return <span ref={marker} hidden />;
}
