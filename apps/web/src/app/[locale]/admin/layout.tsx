import type { Metadata } from 'next';
import { type ReactNode, Suspense } from 'react';
import { DeadLetterCount } from '../../../components/admin/dead-letter-count.tsx';
import { AdminMenu } from '../../../components/admin/menu.tsx';
import { pagesFor } from '../../../components/admin/pages.ts';
import { requireStaff } from '../../../server/session.ts';

export const metadata: Metadata = { title: 'Admin', robots: { index: false } };

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const { shopper } = await requireStaff('staff', '/admin');
  return (
    <>
      <AdminMenu
        entries={pagesFor(shopper.role).map(({ href, name }) => ({
          href,
          name,
          more: href === '/admin/dead-letters' && (
            <Suspense>
              <DeadLetterCount />
            </Suspense>
          ),
        }))}
      />
      {children}
    </>
  );
}
