import { getTranslations } from 'next-intl/server';
import { chosenRate, exchangeRates } from '../server/currency.ts';
import { currentTheme } from '../server/theme.ts';
import { NewsletterForm } from './newsletter-form.tsx';
import { Preferences } from './preferences.tsx';
import { ShopLink } from './shop-link.tsx';

const columns = [
  {
    name: 'footer.order',
    links: [
      ['footer.orders', '/orders'],
      ['footer.account', '/account'],
      ['cart', '/cart'],
    ],
  },
  {
    name: 'footer.shop',
    links: [
      ['footer.new', '/search?sort=newest'],
      ['footer.best', '/search?sort=rating'],
      ['footer.newsletter', '/newsletter'],
    ],
  },
] as const;

export async function SiteFooter() {
  const [t, rates, shown, theme] = await Promise.all([
    getTranslations('common'),
    exchangeRates(),
    chosenRate(),
    currentTheme(),
  ]);
  return (
    <footer className="on-band mt-20 bg-band text-band-ink">
      <div className="shell grid gap-10 py-12 sm:grid-cols-2 lg:grid-cols-[1.4fr_1fr_1fr_1.6fr]">
        <div>
          <p className="font-semibold">ShopStack</p>
          <p className="mt-3 max-w-xs text-sm leading-relaxed text-band-muted">{t('footer.about')}</p>
        </div>
        {columns.map(({ name, links }) => (
          <nav key={name} aria-label={t(name)}>
            <p className="font-semibold">{t(name)}</p>
            <ul className="mt-2 text-sm">
              {links.map(([text, href]) => (
                <li key={href}>
                  <ShopLink
                    href={href}
                    className="flex min-h-9 items-center text-band-muted max-lg:min-h-11 hover:text-band-ink hover:underline"
                  >
                    {t(text)}
                  </ShopLink>
                </li>
              ))}
            </ul>
          </nav>
        ))}
        <div className="max-w-md">
          <p className="font-semibold">{t('footer.mailTitle')}</p>
          <p className="mt-1 text-sm text-band-muted">{t('footer.mailText')}</p>
          <div className="mt-3">
            <NewsletterForm onBand />
          </div>
        </div>
      </div>
      <div className="border-t border-band-line">
        <div className="shell flex flex-wrap items-center gap-x-8 py-3">
          <Preferences
            currencies={rates.map(({ currency }) => currency)}
            shown={shown?.currency}
            theme={theme}
          />
        </div>
      </div>
    </footer>
  );
}
