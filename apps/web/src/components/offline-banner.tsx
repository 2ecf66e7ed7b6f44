'use client';

import { CloudOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { keepOfflinePage } from './offline-page.ts';

const BACK_FOR_MS = 4_000;

function listen(changed: () => void): () => void {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}

/** Says that the connection is gone, and that it is back. It lies over the page, so that nothing moves. */
export function OfflineBanner() {
  const t = useTranslations('offline');
  const online = useSyncExternalStore(
    listen,
    () => navigator.onLine,
    () => true,
  );
  const [back, setBack] = useState(false);
  const [wasOffline, setWasOffline] = useState(false);
  if (!online && !wasOffline) setWasOffline(true);
  if (online && wasOffline) {
    setWasOffline(false);
    setBack(true);
  }
  useEffect(() => {
    if (!back) return;
    const timer = setTimeout(() => setBack(false), BACK_FOR_MS);
    return () => clearTimeout(timer);
  }, [back]);
  useEffect(keepOfflinePage, []);
  const words = online ? (back ? t('back') : undefined) : t('gone');
  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 bottom-0 z-50 p-3">
      {words !== undefined && (
        <p className="pointer-events-auto mx-auto flex w-fit max-w-full items-center gap-3 rounded-xl border border-line bg-surface px-4 py-3 text-sm shadow-lg">
          <CloudOff aria-hidden="true" className={`size-5 shrink-0 ${online ? 'hidden' : 'text-warn'}`} />
          <span>{words}</span>
        </p>
      )}
    </div>
  );
}
