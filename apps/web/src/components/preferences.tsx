'use client';

import type { web } from '@shop/contracts';
import { type Locale, locales } from '@shop/contracts/plain';
import { usePathname, useSearchParams } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';

const themes = ['light', 'dark', 'system'] as const satisfies readonly web.Theme[];
const languages: Record<Locale, string> = { en: 'English', de: 'Deutsch' };
const choice =
  'inline-flex min-h-11 min-w-11 cursor-pointer items-center justify-center rounded-lg px-3 text-sm text-band-muted hover:bg-band-line/50 hover:text-band-ink aria-pressed:font-semibold aria-pressed:text-band-ink aria-pressed:underline aria-pressed:underline-offset-4';

interface Props {
  currencies: string[];
  shown: string | undefined;
  theme: web.Theme;
}

/** Language, second currency and colours: plain forms that lead back to this page. `currencies` are those there is a rate for. */
export function Preferences({ currencies, shown, theme }: Props) {
  const t = useTranslations('common.footer');
  const locale = useLocale();
  const pathname = usePathname();
  const query = useSearchParams().toString();
  const next = query === '' ? pathname : `${pathname}?${query}`;
  return (
    <>
      {!pathname.startsWith('/admin') && (
        <Choices label={t('language')} next={next}>
          {locales.map((one) => (
            <button
              key={one}
              type="submit"
              name="language"
              value={one}
              lang={one}
              aria-pressed={one === locale}
              className={choice}
            >
              {languages[one]}
            </button>
          ))}
        </Choices>
      )}
      {currencies.length > 0 && (
        <Choices label={t('currency')} next={next}>
          {['EUR', ...currencies].map((one) => (
            <button
              key={one}
              type="submit"
              name="currency"
              value={one}
              aria-pressed={one === (shown ?? 'EUR')}
              className={choice}
            >
              {one === 'EUR' ? t('onlyEuro') : one}
            </button>
          ))}
        </Choices>
      )}
      <Choices label={t('theme')} next={next}>
        {themes.map((one) => (
          <button
            key={one}
            type="submit"
            name="theme"
            value={one}
            aria-pressed={one === theme}
            className={choice}
          >
            {t(one)}
          </button>
        ))}
      </Choices>
    </>
  );
}

function Choices({ label, next, children }: { label: string; next: string; children: React.ReactNode }) {
  return (
    <form action="/api/preferences" method="post">
      <input type="hidden" name="next" value={next} />
      <fieldset className="flex flex-wrap items-center gap-x-1">
        <legend className="float-start me-2 flex min-h-11 items-center text-sm text-band-muted">
          {label}
        </legend>
        {children}
      </fieldset>
    </form>
  );
}
