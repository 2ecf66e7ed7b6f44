import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { LinkForm } from '../../../components/account/link-form.tsx';
import { one, type SearchParams } from '../../../components/admin/filters.ts';
import { here } from '../../../i18n/here.ts';
import { unlisted } from '../../../server/seo.ts';
import { resetPassword } from './actions.ts';

/** What its address holds is for nobody else: it goes along to no other site and into no index. */
export async function generateMetadata(): Promise<Metadata> {
  const title = (await getTranslations('access.reset'))('title');
  return { ...unlisted(title), referrer: 'no-referrer' };
}

export default async function Reset({ searchParams }: { searchParams: SearchParams }) {
  const [t, common] = await Promise.all([getTranslations('access.reset'), getTranslations('common')]);
  const token = one((await searchParams)['token']) ?? '';
  return (
    <div className="mx-auto max-w-md">
      <h1 className="mb-6">{t('title')}</h1>
      <LinkForm
        action={resetPassword}
        token={token}
        submit={t('submit')}
        field={{
          name: 'password',
          label: t('password'),
          hint: t('hint'),
          type: 'password',
          autoComplete: 'new-password',
          minLength: 8,
          maxLength: 256,
        }}
        onwards={{ href: await here('/login'), label: common('signIn') }}
        again={{ href: await here('/forgot'), label: t('again') }}
      />
    </div>
  );
}
