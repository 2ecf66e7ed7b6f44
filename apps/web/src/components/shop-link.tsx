import Link from 'next/link';
import type { ComponentProps } from 'react';
import { UnderWay } from './under-way.tsx';

/**
 * A link that shows when its page is slow to come. Nothing is fetched ahead: every page is made for its shopper in a
 * few milliseconds, and a list has sixty links.
 */
export function ShopLink({ children, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link prefetch={false} {...rest}>
      {children}
      <UnderWay />
    </Link>
  );
}
