import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NothingHere } from '../../components/missing.tsx';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('status.missing');
  return { title: t('title'), robots: { index: false } };
}

export default function NotFound() {
  return <NothingHere />;
}
