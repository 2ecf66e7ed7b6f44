import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { entrance } from '../../../components/account/entrance.ts';
import { SessionForm } from '../../../components/account/session-form.tsx';
import type { SearchParams } from '../../../components/admin/filters.ts';
import { ShopLink } from '../../../components/shop-link.tsx';
import { currentSession } from '../../../server/session.ts';

export const metadata: Metadata = { title: 'Open an account', robots: { index: false } };

export default async function Register({ searchParams }: { searchParams: SearchParams }) {
  const { next, before } = await entrance(searchParams);
  const session = await currentSession();
  if (session?.shopper.kind === 'member') redirect(next);
  return (
    <div className="mx-auto max-w-md">
      <h1 className="mb-2">Open an account</h1>
      <p className="mb-6 text-muted">What is in your cart comes along.</p>
      <SessionForm
        path="/api/session/register"
        submit="Open my account"
        next={next}
        before={before}
        fields={[
          {
            name: 'name',
            label: 'User name',
            type: 'text',
            autoComplete: 'nickname',
            minLength: 2,
            maxLength: 40,
            hint: 'Shown with your reviews. Letters, digits, spaces, dots and dashes.',
          },
          { name: 'email', label: 'E-mail address', type: 'email', autoComplete: 'email', maxLength: 254 },
          {
            name: 'password',
            label: 'Password',
            type: 'password',
            autoComplete: 'new-password',
            minLength: 8,
            maxLength: 256,
            hint: 'At least 8 characters; 15 or more are better. A few words in a row do well.',
          },
        ]}
      />
      <p className="mt-6 text-muted">
        Have one already?{' '}
        <ShopLink href={`/login?next=${encodeURIComponent(next)}`} className="link">
          Sign in
        </ShopLink>
      </p>
    </div>
  );
}
