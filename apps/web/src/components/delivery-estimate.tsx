import { shipping } from '@shop/contracts';
import { Truck } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { formats, here } from '../i18n/here.ts';
import { ASIDE_MS, orMissing, orNothing, publicRead } from '../server/backend.ts';

/** Where somebody wants to know about, from the page's address. */
export interface Destination {
  country: string;
  city: string;
}

const HOME = 'DE';

/** What delivery of this weight costs and when it comes: a form that asks for the city and works without scripts. */
export async function DeliveryEstimate({
  path,
  weightGrams,
  to,
}: {
  path: string;
  weightGrams: number;
  to: Destination | undefined;
}) {
  const [t, { country: nameOf }] = await Promise.all([getTranslations('product.delivery'), formats()]);
  const countries = (await orNothing(publicRead(shipping.listCountries, {}, ASIDE_MS)))?.items;
  if (countries === undefined) return <Hint>{t('later')}</Hint>;
  const chosen = to?.country ?? HOME;
  // In one piece: 250 elements would keep the script of the page busy, for a list that is folded away.
  const options = countries
    .map(
      ({ code }) =>
        `<option value="${code}"${code === chosen ? ' selected' : ''}>${escaped(nameOf(code))}</option>`,
    )
    .join('');
  return (
    <details open={to !== undefined} className="group">
      <summary className="flex min-h-11 cursor-pointer items-center gap-3 text-sm">
        <Truck aria-hidden="true" className="size-5 shrink-0 text-accent" />
        <span className="link">{t('question')}</span>
      </summary>
      <form
        action={`${await here(path)}#delivery`}
        method="get"
        className="mt-2 flex flex-wrap items-end gap-2 pl-8"
      >
        <div className="min-w-36 flex-1">
          <label htmlFor="to" className="label">
            {t('country')}
          </label>
          <select
            id="to"
            name="to"
            className="input"
            // biome-ignore lint/security/noDangerouslySetInnerHtml: names of countries, escaped
            dangerouslySetInnerHTML={{ __html: options }}
          />
        </div>
        <div className="min-w-36 flex-1">
          <label htmlFor="city" className="label">
            {t('city')}
          </label>
          <input id="city" name="city" required maxLength={80} defaultValue={to?.city} className="input" />
        </div>
        <button type="submit" className="button-quiet">
          {t('show')}
        </button>
      </form>
      {to !== undefined && <Rates to={to} weightGrams={weightGrams} />}
    </details>
  );
}

async function Rates({ to, weightGrams }: { to: Destination; weightGrams: number }) {
  const [t, { arrival, money }] = await Promise.all([getTranslations('product.delivery'), formats()]);
  const found = await orNothing(
    orMissing(
      publicRead(shipping.findCities, { params: { country: to.country }, query: { q: to.city } }, ASIDE_MS),
    ),
  );
  const city = found?.items[0];
  if (city === undefined) return <Answer>{t('noCity')}</Answer>;
  const rates = await orNothing(
    publicRead(shipping.listRates, { query: { cityId: city.id, weightGrams } }, ASIDE_MS),
  );
  if (rates === undefined) return <Answer>{t('away')}</Answer>;
  if (rates.items.length === 0) return <Answer>{t('nothing', { city: city.name })}</Answer>;
  return (
    <div role="status" className="mt-3 pl-8 text-sm">
      <p className="text-muted">
        {t('to', { city: city.region === '' ? city.name : `${city.name}, ${city.region}` })}
      </p>
      <dl className="mt-1 divide-y divide-line">
        {rates.items.map(({ service, name, price, earliest, latest }) => (
          <div key={service} className="grid grid-cols-[1fr_auto_4.5rem] gap-3 py-2">
            <dt>{name}</dt>
            <dd className="text-muted">{arrival({ earliest, latest })}</dd>
            <dd className="text-right font-medium tabular-nums">{money(price)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

const Answer = ({ children }: { children: React.ReactNode }) => (
  <p role="status" className="mt-3 pl-8 text-sm text-muted">
    {children}
  </p>
);

const Hint = ({ children }: { children: React.ReactNode }) => (
  <p className="flex min-h-11 items-center gap-3 text-sm text-muted">
    <Truck aria-hidden="true" className="size-5 shrink-0" />
    {children}
  </p>
);

const escaped = (name: string): string => name.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
