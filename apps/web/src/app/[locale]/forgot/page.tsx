import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { LinkForm } from '../../../components/account/link-form.tsx';
import { here } from '../../../i18n/here.ts';
import { unlisted } from '../../../server/seo.ts';
import { askReset } from './actions.ts';

export async function generateMetadata(): Promise<Metadata> {
  return unlisted((await getTranslations('access.forgot'))('title'));
}

export default async function Forgot() {
  const t = await getTranslations('access.forgot');
  return (
    <div className="mx-auto max-w-md">
      <h1 className="mb-2">{t('title')}</h1>
      <p className="mb-6 text-muted">{t('lead')}</p>
      <LinkForm
        action={askReset}
        submit={t('submit')}
        field={{ name: 'email', label: t('email'), type: 'email', autoComplete: 'email', maxLength: 254 }}
        onwards={{ href: await here('/login'), label: t('back') }}
      />
    </div>
  );
}
