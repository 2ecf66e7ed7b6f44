import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { entrance } from '../../../components/account/entrance.ts';
import { SessionForm } from '../../../components/account/session-form.tsx';
import type { SearchParams } from '../../../components/admin/filters.ts';
import { ShopLink } from '../../../components/shop-link.tsx';
import { Words } from '../../../i18n/words.tsx';
import { currentSession } from '../../../server/session.ts';

export const metadata: Metadata = { title: 'Sign in', robots: { index: false } };

export default async function Login({ searchParams }: { searchParams: SearchParams }) {
  const { next, before } = await entrance(searchParams);
  const session = await currentSession();
  if (session?.shopper.kind === 'member') redirect(next);
  return (
    <div className="mx-auto max-w-md">
      <h1 className="mb-6">Sign in</h1>
      <Words of={['errors']}>
        <SessionForm
          path="/api/session/login"
          submit="Sign in"
          next={next}
          before={before}
          fields={[
            {
              name: 'login',
              label: 'User name or e-mail address',
              type: 'text',
              autoComplete: 'username',
              maxLength: 254,
            },
            {
              name: 'password',
              label: 'Password',
              type: 'password',
              autoComplete: 'current-password',
              maxLength: 256,
            },
          ]}
        />
      </Words>
      <p className="mt-6">
        <ShopLink href="/forgot" className="link inline-flex min-h-11 items-center">
          {(await getTranslations('access.forgot'))('open')}
        </ShopLink>
      </p>
      <p className="mt-2 text-muted">
        New here?{' '}
        <ShopLink href={`/register?next=${encodeURIComponent(next)}`} className="link">
          Open an account
        </ShopLink>
        . You can buy without one, too.
      </p>
    </div>
  );
}
