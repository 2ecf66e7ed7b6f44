import { Locale } from '@shop/contracts';
import type { Metadata, Viewport } from 'next';
import localFont from 'next/font/local';
import { notFound } from 'next/navigation';
import { connection } from 'next/server';
import type { ReactNode } from 'react';
import { Following } from '../../components/following.tsx';
import { JoinedNotice } from '../../components/joined-notice.tsx';
import { OfflineBanner } from '../../components/offline-banner.tsx';
import { SiteFooter } from '../../components/site-footer.tsx';
import { SiteHeader } from '../../components/site-header.tsx';
import { Sprite } from '../../components/sprite.tsx';
import { Vitals } from '../../components/vitals.tsx';
import { Words } from '../../i18n/words.tsx';
import { env } from '../../server/env.ts';
import { justJoined } from '../../server/joined.ts';
import { currentTheme } from '../../server/theme.ts';
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

const [LIGHT, DARK] = ['#ffffff', '#171d23'];

/** The colour of what is around the page. */
export async function generateViewport(): Promise<Viewport> {
  const theme = await currentTheme();
  if (theme !== 'system') return { themeColor: theme === 'light' ? LIGHT : DARK };
  return {
    themeColor: [
      { media: '(prefers-color-scheme: light)', color: LIGHT },
      { media: '(prefers-color-scheme: dark)', color: DARK },
    ],
  };
}

interface Props {
  children: ReactNode;
  params: Promise<{ locale: string }>;
}

export default async function RootLayout({ children, params }: Props) {
  const locale = Locale.safeParse((await params).locale).data;
  if (locale === undefined) notFound();
  const t = await getTranslations('common');
  const theme = await currentTheme();
  const joined = await justJoined();
  return (
    <html
      lang={locale}
      dir="ltr"
      className={geist.variable}
      data-theme={theme === 'system' ? undefined : theme}
    >
      <body className="flex flex-col">
        <Sprite />
        <Words of={['offline']}>
          <a
            href="#content"
            className="fixed -top-20 left-4 z-50 rounded-b-lg bg-accent px-4 py-3 text-accent-ink focus:top-0"
          >
            {t('skip')}
          </a>
          <OfflineBanner />
          <SiteHeader />
          <main id="content" tabIndex={-1} className="shell flex-1 py-6 outline-none sm:py-8">
            {joined !== undefined && <JoinedNotice count={joined} />}
            {children}
          </main>
          <SiteFooter />
          <Following />
          <Vitals />
        </Words>
      </body>
    </html>
  );
}
