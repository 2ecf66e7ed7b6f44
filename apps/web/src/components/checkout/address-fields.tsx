'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../ui.tsx';
import type { AddressChange, AddressDraft } from './address.ts';
import { CityField } from './city-field.tsx';

/** A country with its name as the server writes it: browsers have other names for some, and a page must not change under its reader. */
export interface Country {
  code: string;
  name: string;
}

interface Props {
  countries: Country[];
  address: AddressDraft;
  wrong: Record<string, string>;
  onChange(change: AddressChange): void;
}

/** Where a parcel goes, as browsers and people know to fill it in. */
export function AddressFields({ countries, address, wrong, onChange }: Props) {
  const t = useTranslations('address');
  const text = (name: 'name' | 'street' | 'postcode', autoComplete: string, maxLength: number) => ({
    required: true,
    autoComplete,
    maxLength,
    value: address[name],
    onChange: ({ target }: { target: { value: string } }) =>
      onChange((now) => ({ ...now, [name]: target.value })),
    className: 'input',
  });
  return (
    <>
      <Field label={t('name')} name="name" error={wrong['name']}>
        {(about) => <input {...about} {...text('name', 'name', 80)} />}
      </Field>
      <Field label={t('street')} name="street" error={wrong['street']}>
        {(about) => <input {...about} {...text('street', 'street-address', 120)} />}
      </Field>
      <Field label={t('country')} name="country" error={wrong['country']}>
        {(about) => (
          <select
            {...about}
            required
            autoComplete="country"
            value={address.country}
            onChange={({ target }) =>
              onChange((now) => ({ ...now, country: target.value, city: '', cityId: undefined }))
            }
            className="input"
          >
            <option value="">{t('chooseCountry')}</option>
            {countries.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-[1fr_2fr]">
        <Field label={t('postcode')} name="postcode" error={wrong['postcode']}>
          {(about) => <input {...about} {...text('postcode', 'postal-code', 16)} />}
        </Field>
        <CityField address={address} error={wrong['city']} onChange={onChange} />
      </div>
    </>
  );
}
