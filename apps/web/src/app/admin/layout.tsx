import type { Metadata } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { requireAdmin } from '../../server/session.ts';

export const metadata: Metadata = { title: 'Admin', robots: { index: false } };

export default async function AdminLayout({ children }: { children: ReactNode }) {
  await requireAdmin('/admin');
  return (
    <>
      <nav aria-label="Admin" className="mb-6 flex flex-wrap gap-1 border-b border-line pb-2">
        {[
          ['/admin/orders', 'Orders'],
          ['/admin/products', 'Products'],
          ['/admin/reviews', 'Reviews'],
        ].map(([href = '', name]) => (
          <Link
            key={href}
            href={href}
            className="inline-flex min-h-11 items-center rounded-lg px-4 hover:bg-sunken"
          >
            {name}
          </Link>
        ))}
      </nav>
      {children}
    </>
  );
}
