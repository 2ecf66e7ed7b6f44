import { createHash } from 'node:crypto';
import { defaultLocale, Locale } from '@shop/contracts';
import { getTranslations } from 'next-intl/server';
import { cookieNames } from '../gateway/cookies.ts';

/** The tokens of globals.css that the page needs: it has to look like the shop without any file of it. */
const style = `:root{color-scheme:light dark}:root[data-theme=light]{color-scheme:light}:root[data-theme=dark]{color-scheme:dark}
:root{--page:light-dark(oklch(0.988 0.003 85),oklch(0.19 0.014 245));--ink:light-dark(oklch(0.23 0.022 250),oklch(0.95 0.005 85));--muted:light-dark(oklch(0.46 0.02 250),oklch(0.76 0.014 245));--accent:light-dark(oklch(0.44 0.088 222),oklch(0.79 0.09 212));--accent-ink:light-dark(oklch(0.99 0.008 222),oklch(0.2 0.03 222));--signal:light-dark(oklch(0.72 0.165 52),oklch(0.77 0.15 58))}
body{margin:0;min-height:100dvh;display:grid;place-items:center;background:var(--page);color:var(--ink);font:1rem/1.6 ui-sans-serif,system-ui,"Segoe UI",Roboto,"Helvetica Neue",sans-serif}
main{max-width:26rem;padding:2rem 1.25rem;text-align:center}
svg{width:4.5rem}
.a{fill:var(--accent)}.i{fill:var(--accent-ink)}.s{fill:var(--signal)}
h1{margin:1rem 0 .5rem;font-size:1.75rem;line-height:1.2;letter-spacing:-.02em}
p{margin:0 0 1.75rem;color:var(--muted)}
a{display:inline-flex;align-items:center;min-height:2.75rem;padding:0 1.25rem;border-radius:.5rem;background:var(--accent);color:var(--accent-ink);font-weight:500;text-decoration:none}
a:focus-visible{outline:3px solid var(--accent);outline-offset:3px}`;
/** Has the page look as the shopper chose, as the cookie says that the gateway set, and come back with the connection. */
const script = `const chosen=/(?:^|; *)${cookieNames.theme}=(light|dark)(?:;|$)/.exec(document.cookie);if(chosen)document.documentElement.dataset.theme=chosen[1];addEventListener('online',()=>location.reload())`;

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const policy = `default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const robot =
  '<svg viewBox="0 0 32 32" aria-hidden="true"><path class="a" d="M9 9h14a6 6 0 0 1 6 6v7a6 6 0 0 1-6 6H9a6 6 0 0 1-6-6v-7a6 6 0 0 1 6-6zM14.5 4h3v6h-3z"/><circle class="s" cx="16" cy="4" r="3"/><path class="i" d="M8 17h6v2H8zM18 17h6v2h-6zM11 24h10v-1.5H11z"/></svg>';

async function page(locale: Locale): Promise<string> {
  const t = await getTranslations({ locale, namespace: 'status.offline' });
  // A link to nowhere leads to where one wanted to go.
  return `<!doctype html><html lang="${locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${t('title')} · ShopStack</title><style>${style}</style><script>${script}</script><main>${robot}<h1>${t('title')}</h1><p>${t('text')}</p><a href="">${t('again')}</a></main></html>`;
}

/**
 * The script of a service worker that knows one page a language and keeps nothing else: every request goes to the shop, and
 * only where that cannot be reached does a page that somebody goes to become this one.
 */
export async function offlineWorker(): Promise<string> {
  const pages = await Promise.all(Locale.options.map(async (locale) => [locale, await page(locale)]));
  const headers = { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy };
  return `const pages = new Map(${JSON.stringify(pages)});
const shown = ({ url }) => {
  const page = pages.get(new URL(url).pathname.split('/')[1]) ?? pages.get('${defaultLocale}');
  return new Response(page, { status: 503, headers: ${JSON.stringify(headers)} });
};
addEventListener('activate', (event) => event.waitUntil(registration.navigationPreload?.enable()));
addEventListener('fetch', (event) => {
  const { mode, method } = event.request;
  if (mode !== 'navigate' || method !== 'GET') return;
  const asked = async () => (await event.preloadResponse) ?? fetch(event.request);
  event.respondWith(asked().catch(() => shown(event.request)));
});
`;
}

/** What takes the place of the worker where it is switched off: browsers fetch it anew, and are rid of it. */
export const retiredWorker = `addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(registration.unregister()));
`;
