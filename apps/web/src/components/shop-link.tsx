import { localPath } from '@shop/contracts/plain';
import { useLocale } from 'next-intl';
import type { ComponentProps } from 'react';

interface Props extends ComponentProps<'a'> {
  /** A path of the shop; it leads to the page in the language of this one. */
  href: string;
  /** False when the next page is to stay where this one is scrolled to. */
  scroll?: boolean;
}

/**
 * A link that keeps the language. A plain one, as a page has dozens of them: `Following` takes shoppers along without
 * loading everything anew, and shows when a page is slow to come.
 */
export function ShopLink({ href, scroll = true, ...rest }: Props) {
  return <a href={localPath(useLocale(), href)} data-follow={scroll ? 'top' : 'here'} {...rest} />;
}
