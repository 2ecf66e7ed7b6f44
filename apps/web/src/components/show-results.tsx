'use client';

import type { ReactNode } from 'react';

/** Folds the filters it stands in away, and leads to what they have left. */
export function ShowResults({
  of,
  className,
  children,
}: {
  of: string;
  className: string;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      className={className}
      onClick={(event) => {
        event.currentTarget.closest('details')?.removeAttribute('open');
        document.getElementById(of)?.focus();
      }}
    >
      {children}
    </button>
  );
}
