import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { entrance } from '../../../components/account/entrance.ts';
import { SessionForm } from '../../../components/account/session-form.tsx';
import type { SearchParams } from '../../../components/admin/filters.ts';
import { ShopLink } from '../../../components/shop-link.tsx';
import { Words } from '../../../i18n/words.tsx';
import { unlisted } from '../../../server/seo.ts';
import { currentSession } from '../../../server/session.ts';

export async function generateMetadata(): Promise<Metadata> {
  return unlisted((await getTranslations('account.signIn'))('title'));
}

export default async function Login({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations('account.signIn');
  const { next, before } = await entrance(searchParams);
  const session = await currentSession();
  if (session?.shopper.kind === 'member') redirect(next);
  return (
    <div className="mx-auto max-w-md">
      <h1 className="mb-6">{t('title')}</h1>
      <Words of={['errors']}>
        <SessionForm
          path="/api/session/login"
          submit={t('title')}
          next={next}
          before={before}
          fields={[
            {
              name: 'login',
              label: t('login'),
              type: 'text',
              autoComplete: 'username',
              maxLength: 254,
            },
            {
              name: 'password',
              label: t('password'),
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
        {t.rich('newHere', {
          link: (words) => (
            <ShopLink href={`/register?next=${encodeURIComponent(next)}`} className="link">
              {words}
            </ShopLink>
          ),
        })}
      </p>
    </div>
  );
}
