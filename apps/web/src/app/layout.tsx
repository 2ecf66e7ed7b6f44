import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { SiteFooter } from '../components/site-footer.tsx';
import { SiteHeader } from '../components/site-header.tsx';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'ShopStack: robots and parts', template: '%s · ShopStack' },
  description: 'Robots for the house, the garden and the workshop, and the parts to keep them going.',
};
export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#1d232b' },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body className="flex flex-col">
        <SiteHeader />
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-7xl flex-1 px-4 py-6 outline-none sm:py-8"
        >
          {children}
        </main>
        <SiteFooter />
      </body>
    </html>
  );
}
