'use client';

import { usePathname } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { cookieNames } from '../gateway/cookies.ts';
import { ShopLink } from './shop-link.tsx';
import { Notice } from './ui.tsx';

/** Says, on the page after the login, that the cart of the guest joined the member's. */
export function JoinedNotice({ count }: { count: number }) {
  const t = useTranslations('common');
  const path = usePathname();
  const [there] = useState(path);
  useEffect(() => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `${cookieNames.joined}=; Path=/; Max-Age=0; SameSite=Lax`;
  }, []);
  if (path !== there) return null;
  return (
    <div className="joined mb-6">
      <Notice tone="good" title={t('cartJoined', { count })}>
        <ShopLink href="/cart" className="link inline-flex min-h-11 items-center">
          {t('drawer.all')}
        </ShopLink>
      </Notice>
    </div>
  );
}
