'use client';

import type { shipping } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useState } from 'react';
import { Field } from '../ui.tsx';
import type { AddressChange, AddressDraft } from './address.ts';
import { settled, useCities } from './use-cities.ts';

interface Props {
  address: AddressDraft;
  error: string | undefined;
  onChange(change: AddressChange): void;
}

/** A combobox of the cities we deliver to: type, then choose. Follows the ARIA pattern, so that it works by ear too. */
export function CityField({ address, error, onChange }: Props) {
  const t = useTranslations('address');
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(-1);
  const cities = useCities(address.country, address.city, open) ?? [];
  const shown = open && cities.length > 0;

  const choose = (city: shipping.City) => {
    onChange((now) => ({ ...now, city: city.name, cityId: city.id }));
    setOpen(false);
    setActive(-1);
  };
  const type = (text: string) => {
    onChange((now) => ({ ...now, city: text, cityId: undefined }));
    setOpen(true);
    setActive(-1);
  };
  const settle = async () => {
    setOpen(false);
    const known = await settled(address);
    if (known !== undefined) onChange(known);
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setOpen(true);
      if (cities.length > 0) setActive((active + step + cities.length) % cities.length);
    }
    const city = cities[active];
    if (event.key === 'Enter' && shown) {
      event.preventDefault();
      if (city !== undefined) choose(city);
    }
    if (event.key === 'Escape') setOpen(false);
  };

  return (
    <Field
      label={t('city')}
      name="city"
      error={error}
      hint={address.country === '' ? t('countryFirst') : t('typeCity')}
    >
      {(about) => (
        <div className="relative">
          <input
            {...about}
            required
            role="combobox"
            aria-autocomplete="list"
            aria-expanded={shown}
            aria-controls="cities"
            aria-activedescendant={shown && active >= 0 ? `city-${active}` : undefined}
            autoComplete="address-level2"
            maxLength={80}
            value={address.city}
            onChange={({ target }) => type(target.value)}
            onKeyDown={press}
            onBlur={settle}
            className="input"
          />
          <div
            id="cities"
            role="listbox"
            aria-label={t('cities')}
            hidden={!shown}
            className="absolute inset-x-0 top-full z-10 mt-1 max-h-72 overflow-auto rounded-lg border border-line-strong bg-surface shadow-lg"
          >
            {cities.map((city, index) => (
              // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, which names the active option
              // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
              <div
                key={city.id}
                id={`city-${index}`}
                role="option"
                aria-selected={index === active}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => choose(city)}
                className="flex min-h-11 cursor-pointer items-center justify-between gap-3 px-3 py-2 hover:bg-sunken aria-selected:bg-accent-soft"
              >
                {city.name}
                <span className="text-sm text-muted">{city.region}</span>
              </div>
            ))}
          </div>
          <span role="status" className="sr-only">
            {shown ? t('found', { count: cities.length }) : ''}
          </span>
        </div>
      )}
    </Field>
  );
}
