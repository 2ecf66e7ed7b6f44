import type { Metadata } from 'next';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import { NewsletterForm } from '../../../components/newsletter-form.tsx';
import { foundAs } from '../../../server/seo.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('home.newsletter');
  return foundAs({ path: '/newsletter', title: t('title'), description: t('text') });
}

export default function Newsletter() {
  const t = useTranslations('home.newsletter');
  return (
    <div className="mx-auto max-w-md">
      <h1 className="mb-2">{t('heading')}</h1>
      <p className="mb-4 text-muted">{t('text')}</p>
      <NewsletterForm />
    </div>
  );
}
