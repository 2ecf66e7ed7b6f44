'use client';

import { useLinkStatus } from 'next/link';

/** The bar on top while the page of the link around it is under way. */
export function UnderWay() {
  const { pending } = useLinkStatus();
  return pending ? <span aria-hidden="true" className="under-way" /> : null;
}
