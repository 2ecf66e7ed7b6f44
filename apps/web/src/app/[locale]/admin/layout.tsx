import type { Metadata } from 'next';
import { type ReactNode, Suspense } from 'react';
import { DeadLetterCount } from '../../../components/admin/dead-letter-count.tsx';
import { pagesFor } from '../../../components/admin/pages.ts';
import { ShopLink } from '../../../components/shop-link.tsx';
import { requireStaff } from '../../../server/session.ts';

export const metadata: Metadata = { title: 'Admin', robots: { index: false } };

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const { shopper } = await requireStaff('staff', '/admin');
  return (
    <>
      <nav aria-label="Admin" className="mb-6 flex flex-wrap gap-1 border-b border-line pb-2">
        {pagesFor(shopper.role).map(({ href, name }) => (
          <ShopLink
            key={href}
            href={href}
            className="inline-flex min-h-11 items-center gap-2 rounded-lg px-4 hover:bg-sunken"
          >
            {name}
            {href === '/admin/dead-letters' && (
              <Suspense>
                <DeadLetterCount />
              </Suspense>
            )}
          </ShopLink>
        ))}
      </nav>
      {children}
    </>
  );
}
