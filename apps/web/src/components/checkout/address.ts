import type { user } from '@shop/contracts';

/** An address as it is being typed: the city counts once it was chosen from ours. */
export interface AddressDraft {
  name: string;
  street: string;
  postcode: string;
  country: string;
  city: string;
  cityId: number | undefined;
}

/** What becomes of an address that may have changed meanwhile. */
export type AddressChange = (address: AddressDraft) => AddressDraft;

export const emptyAddress: AddressDraft = {
  name: '',
  street: '',
  postcode: '',
  country: '',
  city: '',
  cityId: undefined,
};

/** The draft of an address that is known. */
export const draftOf = ({
  name,
  street,
  postcode,
  country,
  city,
  cityId,
}: user.PostalAddress): AddressDraft => ({
  name,
  street,
  postcode,
  country,
  city,
  cityId,
});

/** The address, once everything is there. */
export function finished(draft: AddressDraft): user.PostalAddress | undefined {
  const { cityId, ...texts } = draft;
  const complete = Object.values(texts).every((text) => text.trim() !== '');
  return complete && cityId !== undefined ? { ...texts, cityId } : undefined;
}

/** A field of an address that has to be filled in. */
export type AddressField = 'name' | 'street' | 'postcode' | 'country' | 'city';

/** What is still missing, by field, in the words for it. */
export function missing(
  draft: AddressDraft,
  words: (field: AddressField) => string,
): Partial<Record<AddressField, string>> {
  const wrong: Partial<Record<AddressField, string>> = {};
  if (draft.name.trim() === '') wrong.name = words('name');
  if (draft.street.trim() === '') wrong.street = words('street');
  if (draft.postcode.trim() === '') wrong.postcode = words('postcode');
  if (draft.country === '') wrong.country = words('country');
  if (draft.cityId === undefined) wrong.city = words('city');
  return wrong;
}
