import type { Metadata } from 'next';
import Link from 'next/link';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <div className="mx-auto max-w-md py-10 text-center">
      <h1>There is nothing here</h1>
      <p className="mt-3 text-muted">The page has moved, or the robot that stood here has found a home.</p>
      <Link href="/" className="button-primary mt-6">
        To the shop
      </Link>
    </div>
  );
}
