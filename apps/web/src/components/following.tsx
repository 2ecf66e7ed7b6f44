'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useTransition } from 'react';

/**
 * Follows the links of the shop within the page that is there, all of them in one place, and shows a bar on top while the
 * next page is under way. Nothing is fetched ahead: every page is made for its shopper in a few milliseconds.
 */
export function Following() {
  const [pending, startTransition] = useTransition();
  const router = useRouter();
  useEffect(() => {
    const follow = (event: MouseEvent) => {
      const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
      if (event.defaultPrevented || event.button !== 0 || elsewhere) return;
      const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-follow]');
      if (link === null) return;
      event.preventDefault();
      const { pathname, search, hash, dataset } = link;
      const scroll = dataset['follow'] !== 'here';
      startTransition(() => router.push(`${pathname}${search}${hash}`, { scroll }));
    };
    // After the handlers of React, which may have something else in mind.
    document.addEventListener('click', follow);
    return () => document.removeEventListener('click', follow);
  }, [router]);
  return pending && <span aria-hidden="true" className="under-way" />;
}
