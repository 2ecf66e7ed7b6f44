'use client';

import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect, useRef } from 'react';
import { ShopLink } from '../shop-link.tsx';

interface Entry {
  href: string;
  name: string;
  /** What is shown behind the name, such as how many there are. */
  more?: ReactNode;
}

/** The pages of the admin. On a phone they are one row that scrolls, with the page one is on in its middle. */
export function AdminMenu({ entries }: { entries: Entry[] }) {
  const path = usePathname();
  const row = useRef<HTMLElement>(null);
  const isHere = (href: string) => path === href || (href !== '/admin' && path.startsWith(`${href}/`));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what moves the mark
  useEffect(() => {
    const here = row.current?.querySelector<HTMLElement>('[aria-current]');
    if (row.current === null || here == null) return;
    row.current.scrollLeft = here.offsetLeft - (row.current.clientWidth - here.clientWidth) / 2;
  }, [path]);
  return (
    <nav
      ref={row}
      aria-label="Admin"
      className="relative -mx-1.5 -mt-1.5 mb-6 flex gap-1 overflow-x-auto border-b border-line px-1.5 pt-1.5 pb-2 sm:flex-wrap sm:gap-x-0 sm:text-sm"
    >
      {entries.map(({ href, name, more }) => (
        <ShopLink
          key={href}
          href={href}
          aria-current={isHere(href) ? 'page' : undefined}
          className="inline-flex min-h-11 shrink-0 items-center gap-2 rounded-lg px-3 hover:bg-sunken sm:px-2 aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium"
        >
          {name}
          {more}
        </ShopLink>
      ))}
    </nav>
  );
}
