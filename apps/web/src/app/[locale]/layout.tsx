import { Locale } from '@shop/contracts';
import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { notFound } from 'next/navigation';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { SiteFooter } from '../../components/site-footer.tsx';
import { SiteHeader } from '../../components/site-header.tsx';
import { Words } from '../../i18n/words.tsx';
import { env } from '../../server/env.ts';
import '../globals.css';
import { getTranslations } from 'next-intl/server';

const geist = localFont({
  src: '../fonts/geist.woff2',
  weight: '100 900',
  variable: '--font-geist',
  adjustFontFallback: 'Arial',
});

export async function generateMetadata(): Promise<Metadata> {
  await connection();
  const t = await getTranslations('home');
  return {
    metadataBase: new URL(env().PUBLIC_URL),
    title: { default: t('title'), template: '%s · ShopStack' },
    description: t('description'),
  };
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#171d23' },
  ],
};

interface Props {
  children: ReactNode;
  params: Promise<{ locale: string }>;
}

export default async function RootLayout({ children, params }: Props) {
  const locale = Locale.safeParse((await params).locale).data;
  if (locale === undefined) notFound();
  const t = await getTranslations('common');
  return (
    <html lang={locale} dir="ltr" className={geist.variable}>
      <body className="flex flex-col">
        <Words>
          <a
            href="#content"
            className="fixed -top-20 left-4 z-50 rounded-b-lg bg-accent px-4 py-3 text-accent-ink focus:top-0"
          >
            {t('skip')}
          </a>
          <SiteHeader />
          <main id="content" tabIndex={-1} className="shell flex-1 py-6 outline-none sm:py-8">
            {children}
          </main>
          <SiteFooter />
        </Words>
      </body>
    </html>
  );
}
