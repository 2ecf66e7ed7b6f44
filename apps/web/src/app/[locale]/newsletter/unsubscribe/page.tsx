import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { UnsubscribeForm } from '../../../../components/account/unsubscribe-form.tsx';
import { one, type SearchParams } from '../../../../components/admin/filters.ts';
import { Words } from '../../../../i18n/words.tsx';
import { unlisted } from '../../../../server/seo.ts';

export async function generateMetadata(): Promise<Metadata> {
  return unlisted((await getTranslations('home.newsletter'))('unsubscribe'));
}

// Not done by the visit itself: mail programs open the links of an e-mail to look at them.
export default async function Unsubscribe({ searchParams }: { searchParams: SearchParams }) {
  const t = await getTranslations('home.newsletter');
  const token = one((await searchParams)['token']) ?? '';
  return (
    <div className="mx-auto max-w-md">
      <h1 className="mb-4">{t('unsubscribe')}</h1>
      {token === '' ? (
        <p className="text-muted">{t('useLink')}</p>
      ) : (
        <Words of={['home']}>
          <UnsubscribeForm token={token} />
        </Words>
      )}
    </div>
  );
}
