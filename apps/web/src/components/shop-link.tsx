import Link from 'next/link';
import type { ComponentProps } from 'react';
import { UnderWay } from './under-way.tsx';

/** A link that shows when its page is slow to come. */
export function ShopLink({ children, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link {...rest}>
      {children}
      <UnderWay />
    </Link>
  );
}
