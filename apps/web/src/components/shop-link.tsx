import { localPath } from '@shop/contracts/plain';
import Link from 'next/link';
import { useLocale } from 'next-intl';
import type { ComponentProps } from 'react';
import { UnderWay } from './under-way.tsx';

interface Props extends ComponentProps<typeof Link> {
  /** A path of the shop; it leads to the page in the language of this one. */
  href: string;
}

/**
 * A link that keeps the language and shows when its page is slow to come. Nothing is fetched ahead: every page is made
 * for its shopper in a few milliseconds, and a list has sixty links.
 */
export function ShopLink({ children, href, ...rest }: Props) {
  return (
    <Link prefetch={false} href={localPath(useLocale(), href)} {...rest}>
      {children}
      <UnderWay />
    </Link>
  );
}
