'use client';

import type { user } from '@shop/contracts';
import { type FormEvent, useRef, useState } from 'react';
import { ShopLink } from '../shop-link.tsx';
import { Field } from '../ui.tsx';
import { type AddressDraft, draftOf, emptyAddress, missing } from './address.ts';
import { AddressFields, type Country } from './address-fields.tsx';
import { choice } from './choice.ts';
import type { StepProps } from './step.ts';

interface Props extends StepProps {
  countries: Country[];
  addresses: user.Address[];
}

export function AddressStep({ draft, setDraft, go, countries, addresses }: Props) {
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const form = useRef<HTMLFormElement>(null);
  const saved = addresses.find((address) => same(draftOf(address), draft.address));
  const [other, setOther] = useState(addresses.length === 0);
  const typing = other || (saved === undefined && draft.address.street !== '');
  const change = (address: AddressDraft) => setDraft((now) => withAddress(now, address));

  function next(event: FormEvent) {
    event.preventDefault();
    const found = { ...missing(draft.address), ...emailProblem(draft.email) };
    setWrong(found);
    if (Object.keys(found).length === 0) return go('delivery');
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
  }

  return (
    <form ref={form} onSubmit={next} noValidate className="space-y-4">
      <Field
        label="E-mail address"
        name="email"
        error={wrong['email']}
        hint="For the receipt and news of your parcel."
      >
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
          <legend className="label">Where does it go?</legend>
          <div className="space-y-2">
            {addresses.map((address) => (
              <label key={address.id} className={choice}>
                <input
                  type="radio"
                  name="saved"
                  checked={!typing && saved?.id === address.id}
                  onChange={() => {
                    setOther(false);
                    change(draftOf(address));
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
                  change(emptyAddress);
                }}
                className="size-5 accent-accent"
              />
              Another address
            </label>
          </div>
        </fieldset>
      )}
      {typing && (
        <AddressFields countries={countries} address={draft.address} wrong={wrong} onChange={change} />
      )}
      <div className="flex flex-wrap items-center justify-between gap-3 pt-2">
        <ShopLink href="/cart" className="link py-2">
          Back to the cart
        </ShopLink>
        <button type="submit" className="button-primary">
          Go on to delivery
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

const emailProblem = (email: string): Record<string, string> =>
  /^\S+@\S+\.\S+$/.test(email.trim())
    ? {}
    : { email: 'Please give an e-mail address, such as you@example.org.' };
