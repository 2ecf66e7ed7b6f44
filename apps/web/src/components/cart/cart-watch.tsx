'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState, useTransition } from 'react';

const CHANNEL = 'shop-cart';
/** Looked at again after this long, a page may be behind what another device did. */
const AWAY_MS = 30_000;

function tell(version: number): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(version);
  channel.close();
}

/**
 * Keeps the windows of a shopper at one cart: tells the others which version this one shows, and fetches its page anew
 * when another shows a different one, or when it is looked at again after a while. Where that brings nothing new, it is
 * the other that is behind, and is told so.
 */
export function CartWatch({ version }: { version: number }) {
  const t = useTranslations('common');
  const router = useRouter();
  const [looking, startLooking] = useTransition();
  const [told, setTold] = useState(false);
  const shown = useRef<number>(undefined);
  /** What another window said it shows, until this one has looked. */
  const heard = useRef<number>(undefined);
  /** Answered once each: two windows that cannot agree leave it at that. */
  const answered = useRef(new Set<number>());
  useEffect(() => {
    const channel = new BroadcastChannel(CHANNEL);
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (typeof data !== 'number' || data === shown.current) return;
      heard.current = data;
      startLooking(() => router.refresh());
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
    setTold(heard.current !== undefined);
    tell(version);
  }, [version]);
  useEffect(() => {
    const other = heard.current;
    if (looking || other === undefined) return;
    heard.current = undefined;
    if (other === version || answered.current.has(other)) return;
    answered.current.add(other);
    tell(version);
  }, [looking, version]);
  return (
    <span role="status" className="sr-only">
      {told ? t('cartElsewhere') : ''}
    </span>
  );
}
