import type { catalogue } from '@shop/contracts';
import { type Locale, nameIn } from '@shop/contracts/plain';

/** What attributes of products and their values are called on a page. Addresses and filters keep the originals. */
export interface AttributeWords {
  name(attribute: string): string;
  value(attribute: string, value: string): string;
  /** The same in the middle of a sentence: English writes it small there, German does not. */
  within(attribute: string, value: string): string;
}

/** The originals: the words of the first language. */
export const originals: AttributeWords = {
  name: (attribute) => attribute,
  value: (_, value) => value,
  within: (_, value) => value.toLowerCase(),
};

/** What merchants call them in this language; the original where they have not said. */
export function attributeWordsOf(locale: Locale, attributes: readonly catalogue.Attribute[]): AttributeWords {
  const known = new Map(
    attributes.map(({ name, names, values }) => [
      name,
      {
        name: nameIn(locale, { name, names }),
        values: new Map(
          values.map((one) => [one.value, nameIn(locale, { name: one.value, names: one.names })]),
        ),
      },
    ]),
  );
  const inWords = (attribute: string, value: string) => known.get(attribute)?.values.get(value) ?? value;
  return {
    name: (attribute) => known.get(attribute)?.name ?? attribute,
    value: inWords,
    within: inWords,
  };
}
