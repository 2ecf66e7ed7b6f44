import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { LinkForm } from '../../../components/account/link-form.tsx';
import { one, type SearchParams } from '../../../components/admin/filters.ts';
import { Notice } from '../../../components/ui.tsx';
import { here } from '../../../i18n/here.ts';
import { unlisted } from '../../../server/seo.ts';
import { confirmEmail } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  const title = (await getTranslations('access.verify'))('title');
  return { ...unlisted(title), referrer: 'no-referrer' };
}

/** Asks once more: mail programs open links by themselves, and that is to confirm nothing. */
export default async function Verify({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations('access.verify');
  const token = one((await searchParams)['token']);
  return (
    <div className="mx-auto max-w-md">
      <h1 className="mb-2">{t('title')}</h1>
      {token === undefined ? (
        <Notice tone="warn" title={t('noLink')} />
      ) : (
        <>
          <p className="mb-6 text-muted">{t('lead')}</p>
          <LinkForm
            action={confirmEmail}
            token={token}
            submit={t('submit')}
            onwards={{ href: await here('/account'), label: t('onwards') }}
            again={{ href: await here('/account'), label: t('onwards') }}
          />
        </>
      )}
    </div>
  );
}
