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

/** What is still missing, by field. */
export function missing(draft: AddressDraft): Record<string, string> {
  const wrong: Record<string, string> = {};
  if (draft.name.trim() === '') wrong['name'] = 'Who is it for?';
  if (draft.street.trim() === '') wrong['street'] = 'Which street and number?';
  if (draft.postcode.trim() === '') wrong['postcode'] = 'Which postcode?';
  if (draft.country === '') wrong['country'] = 'Please choose a country.';
  if (draft.cityId === undefined) wrong['city'] = 'Please choose a city from the list.';
  return wrong;
}
