'use client';

import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';

/** Closes the <details> it stands in when the shopper goes elsewhere, clicks elsewhere or presses Escape. */
export function FoldAway() {
  const marker = useRef<HTMLSpanElement>(null);
  const pathname = usePathname();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    marker.current?.closest('details')?.removeAttribute('open');
  }, [pathname]);
  useEffect(() => {
    const details = marker.current?.closest('details');
    if (details == null) return;
    const close = (event: Event) => {
      if (!details.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        details.querySelector('summary')?.focus();
      } else if (details.contains(event.target as Node)) return;
      details.open = false;
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, []);
  return <span ref={marker} hidden />;
}
