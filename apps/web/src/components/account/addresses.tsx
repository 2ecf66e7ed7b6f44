'use client';

import type { user } from '@shop/contracts';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type FormEvent, useActionState, useState } from 'react';
import { removeAddress } from '../../app/[locale]/account/actions.ts';
import { useFormats } from '../../i18n/use-formats.ts';
import { draftOf, emptyAddress, finished, missing } from '../checkout/address.ts';
import { AddressFields, type Country } from '../checkout/address-fields.tsx';
import { Badge, Notice } from '../ui.tsx';
import { ask, type Refusal } from './problem.ts';
import { useRefusal } from './use-refusal.ts';

interface Props {
  addresses: user.Address[];
  countries: Country[];
}

export function Addresses({ addresses, countries }: Props) {
  const t = useTranslations('account.addresses');
  const { country } = useFormats();
  const [editing, setEditing] = useState<string>();
  return (
    <>
      {addresses.length === 0 && <p className="mb-4 text-muted">{t('none')}</p>}
      <ul className="mb-4 grid gap-4 sm:grid-cols-2">
        {addresses.map((address) => (
          <li key={address.id} className="rounded-lg border border-line p-4">
            <address className="not-italic">
              <span className="font-medium">{address.name}</span>{' '}
              {address.isDefault && <Badge tone="good">{t('default')}</Badge>}
              <br />
              {address.street}
              <br />
              {address.postcode} {address.city}
              <br />
              {country(address.country)}
            </address>
            <div className="mt-3 flex gap-2">
              <button type="button" className="button-quiet" onClick={() => setEditing(address.id)}>
                {t('change')}
                <span className="sr-only"> {t('of', { name: address.name })}</span>
              </button>
              <RemoveAddress address={address} />
            </div>
          </li>
        ))}
      </ul>
      {editing === undefined ? (
        <button type="button" className="button-quiet" onClick={() => setEditing('new')}>
          {t('add')}
        </button>
      ) : (
        <AddressForm
          key={editing}
          countries={countries}
          address={addresses.find(({ id }) => id === editing)}
          close={() => setEditing(undefined)}
        />
      )}
    </>
  );
}

interface FormProps {
  /** The address to change; a new one without. */
  address: user.Address | undefined;
  countries: Country[];
  close(): void;
}

function AddressForm({ address, countries, close }: FormProps) {
  const router = useRouter();
  const [draft, setDraft] = useState(address === undefined ? emptyAddress : draftOf(address));
  const t = useTranslations('account.addresses');
  const words = useTranslations('address.missing');
  const refusal = useRefusal();
  const [problem, setProblem] = useState<Refusal>();
  const [wrong, setWrong] = useState<Record<string, string>>({});

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const isDefault = new FormData(event.currentTarget).get('isDefault') === 'on';
    const whole = finished(draft);
    setWrong(missing(draft, words));
    if (whole === undefined) return;
    const result = await (address === undefined
      ? ask('POST', '/api/user/addresses', { ...whole, isDefault })
      : ask('PUT', `/api/user/addresses/${address.id}`, { ...whole, isDefault }));
    if (!result.ok) {
      setProblem(result.problem);
      setWrong(refusal.fieldsOf(result.problem));
      return;
    }
    close();
    router.refresh();
  }

  return (
    <form onSubmit={save} noValidate className="max-w-xl space-y-4">
      <h3>{address === undefined ? t('new') : t('edit')}</h3>
      {problem !== undefined && <Notice tone="bad" title={refusal.sentenceOf(problem)} />}
      <AddressFields countries={countries} address={draft} wrong={wrong} onChange={setDraft} />
      <label className="flex min-h-11 items-center gap-3">
        <input
          type="checkbox"
          name="isDefault"
          defaultChecked={address?.isDefault ?? false}
          className="size-5 accent-accent"
        />
        {t('usual')}
      </label>
      <div className="flex gap-3">
        <button type="submit" className="button-primary">
          {t('save')}
        </button>
        <button type="button" className="button-quiet" onClick={close}>
          {t('leave')}
        </button>
      </div>
    </form>
  );
}

function RemoveAddress({ address }: { address: user.Address }) {
  const t = useTranslations('account.addresses');
  const [result, action, busy] = useActionState(removeAddress.bind(null, address.id), undefined);
  return (
    <form action={action}>
      <button type="submit" disabled={busy} className="button-quiet">
        {t('delete')}
        <span className="sr-only"> {t('of', { name: address.name })}</span>
      </button>
      {result?.ok === false && <Notice key={result.at} tone="bad" title={result.message} />}
    </form>
  );
}
