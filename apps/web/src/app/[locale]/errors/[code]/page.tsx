import { type ErrorCode, errors, statusOf } from '@shop/contracts';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Missing } from '../../../../components/missing.tsx';
import { sentence } from '../../../../i18n/here.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('status.code');
  return { title: t('title'), robots: { index: false } };
}

/** The page that the `type` of a problem leads to (RFC 9457). */
export default async function ErrorCodePage({ params }: { params: Promise<{ code: string }> }) {
  const { code } = await params;
  if (!Object.hasOwn(errors, code)) return <Missing />;
  const t = await getTranslations('status.code');
  return (
    <div className="mx-auto max-w-prose py-6">
      <h1>
        <code className="font-mono">{code}</code>
      </h1>
      <p className="mt-4 text-lg">{await sentence(code)}</p>
      <p className="mt-2 text-muted">{t('answered', { status: statusOf(code as ErrorCode) })}</p>
    </div>
  );
}
