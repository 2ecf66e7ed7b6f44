import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { entrance } from '../../../components/account/entrance.ts';
import { SessionForm } from '../../../components/account/session-form.tsx';
import type { SearchParams } from '../../../components/admin/filters.ts';
import { ShopLink } from '../../../components/shop-link.tsx';
import { Words } from '../../../i18n/words.tsx';
import { unlisted } from '../../../server/seo.ts';
import { currentSession } from '../../../server/session.ts';

export async function generateMetadata(): Promise<Metadata> {
  return unlisted((await getTranslations('account.register'))('title'));
}

export default async function Register({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations('account.register');
  const { next, before } = await entrance(searchParams);
  const session = await currentSession();
  if (session?.shopper.kind === 'member') redirect(next);
  return (
    <div className="mx-auto max-w-md">
      <h1 className="mb-2">{t('title')}</h1>
      <p className="mb-6 text-muted">{t('lead')}</p>
      <Words of={['errors']}>
        <SessionForm
          path="/api/session/register"
          submit={t('submit')}
          locale={await getLocale()}
          next={next}
          before={before}
          fields={[
            {
              name: 'name',
              label: t('name'),
              type: 'text',
              autoComplete: 'nickname',
              minLength: 2,
              maxLength: 40,
              hint: t('nameHint'),
            },
            { name: 'email', label: t('email'), type: 'email', autoComplete: 'email', maxLength: 254 },
            {
              name: 'password',
              label: t('password'),
              type: 'password',
              autoComplete: 'new-password',
              minLength: 8,
              maxLength: 256,
              hint: t('passwordHint'),
            },
          ]}
        />
      </Words>
      <p className="mt-6 text-muted">
        {t.rich('have', {
          link: (words) => (
            <ShopLink href={`/login?next=${encodeURIComponent(next)}`} className="link">
              {words}
            </ShopLink>
          ),
        })}
      </p>
    </div>
  );
}
