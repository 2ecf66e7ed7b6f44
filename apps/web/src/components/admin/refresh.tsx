'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';

const EVERY_MS = 10_000;

/** Reads the page anew every ten seconds while it is looked at, until somebody stops it. */
export function Refresh() {
  const router = useRouter();
  const [on, setOn] = useState(true);
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [on, router]);
  return (
    <button type="button" className="button-quiet if-script" aria-pressed={on} onClick={() => setOn(!on)}>
      {on ? 'Refreshed every 10 s: stop' : 'Refresh every 10 s'}
    </button>
  );
}
