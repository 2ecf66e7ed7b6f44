'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';

const CHANNEL = 'shop-cart';
/** Looked at again after this long, a page may be behind what another device did. */
const AWAY_MS = 30_000;

/**
 * Keeps the windows of a shopper at one cart: tells the others which version this one shows, and fetches its page anew
 * when another shows a different one, or when it is looked at again after a while.
 */
export function CartWatch({ version }: { version: number }) {
  const t = useTranslations('common');
  const router = useRouter();
  const shown = useRef<number>(undefined);
  const [told, setTold] = useState(false);
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data !== 'number' || data === shown.current) return;
      shown.current = data;
      setTold(true);
      router.refresh();
    };
    let hiddenAt = Date.now();
    const look = () => {
      if (document.visibilityState === 'hidden') hiddenAt = Date.now();
      else if (Date.now() - hiddenAt > AWAY_MS) router.refresh();
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      channel.close();
      document.removeEventListener('visibilitychange', look);
    };
  }, [router]);
  useEffect(() => {
    if (shown.current === version) return;
    shown.current = version;
    setTold(false);
    const channel = new BroadcastChannel(CHANNEL);
    channel.postMessage(version);
    channel.close();
  }, [version]);
  return (
    <span role="status" className="sr-only">
      {told ? t('cartElsewhere') : ''}
    </span>
  );
}
