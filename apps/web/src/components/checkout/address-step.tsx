'use client';

import type { user } from '@shop/contracts';
import { useTranslations } from 'next-intl';
import { type FormEvent, useLayoutEffect, useRef, useState } from 'react';
import { ShopLink } from '../shop-link.tsx';
import { Field } from '../ui.tsx';
import { type AddressChange, type AddressDraft, draftOf, emptyAddress, missing } from './address.ts';
import { AddressFields, type Country } from './address-fields.tsx';
import { choice } from './choice.ts';
import { typedEarly } from './draft.ts';
import type { StepProps } from './step.ts';
import { settled } from './use-cities.ts';

interface Props extends StepProps {
  countries: Country[];
  addresses: user.Address[];
}

export function AddressStep({ draft, setDraft, go, countries, addresses }: Props) {
  const t = useTranslations('checkout');
  const words = useTranslations('address.missing');
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const form = useRef<HTMLFormElement>(null);
  const saved = addresses.find((address) => same(draftOf(address), draft.address));
  const [other, setOther] = useState(addresses.length === 0);
  const typing = other || (saved === undefined && draft.address.street !== '');
  const change = (change: AddressChange) => setDraft((now) => withAddress(now, change(now.address)));

  useLayoutEffect(() => {
    const now = form.current;
    if (now !== null) setDraft((draft) => typedEarly(draft, now));
  }, [setDraft]);

  async function next(event: FormEvent) {
    event.preventDefault();
    const known = await settled(draft.address);
    if (known !== undefined) change(known);
    const address = known === undefined ? draft.address : known(draft.address);
    const email = isEmail(draft.email) ? {} : { email: t('emailWrong') };
    const found = { ...missing(address, words), ...email };
    setWrong(found);
    if (Object.keys(found).length === 0) return go('delivery');
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
  }

  return (
    <form ref={form} onSubmit={next} noValidate className="space-y-4">
      <Field label={t('email')} name="email" error={wrong['email']} hint={t('emailHint')}>
        {(about) => (
          <input
            {...about}
            type="email"
            required
            maxLength={254}
            autoComplete="email"
            inputMode="email"
            value={draft.email}
            onChange={({ target }) => setDraft((now) => ({ ...now, email: target.value }))}
            className="input"
          />
        )}
      </Field>
      {addresses.length > 0 && (
        <fieldset>
          <legend className="label">{t('where')}</legend>
          <div className="space-y-2">
            {addresses.map((address) => (
              <label key={address.id} className={choice}>
                <input
                  type="radio"
                  name="saved"
                  checked={!typing && saved?.id === address.id}
                  onChange={() => {
                    setOther(false);
                    change(() => draftOf(address));
                  }}
                  className="size-5 accent-accent"
                />
                <span>
                  <span className="font-medium">{address.name}</span>, {address.street}, {address.postcode}{' '}
                  {address.city}
                </span>
              </label>
            ))}
            <label className={choice}>
              <input
                type="radio"
                name="saved"
                checked={typing}
                onChange={() => {
                  setOther(true);
                  change(() => emptyAddress);
                }}
                className="size-5 accent-accent"
              />
              {t('other')}
            </label>
          </div>
        </fieldset>
      )}
      {typing && (
        <AddressFields countries={countries} address={draft.address} wrong={wrong} onChange={change} />
      )}
      <div className="flex flex-wrap items-center justify-between gap-3 pt-2">
        <ShopLink href="/cart" className="link py-2">
          {t('back')}
        </ShopLink>
        <button type="submit" className="button-primary">
          {t('toDelivery')}
        </button>
      </div>
    </form>
  );
}

const same = (a: AddressDraft, b: AddressDraft): boolean =>
  (Object.keys(a) as (keyof AddressDraft)[]).every((key) => a[key] === b[key]);

function withAddress(draft: StepProps['draft'], address: AddressDraft): StepProps['draft'] {
  if (address.cityId === draft.address.cityId) return { ...draft, address };
  // Another city is another delivery: what was offered for the one before does not hold.
  const { quote: _, ...rest } = draft;
  return { ...rest, address };
}

const isEmail = (email: string): boolean => /^\S+@\S+\.\S+$/.test(email.trim());
