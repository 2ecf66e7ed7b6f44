import { catalogue, defaultLocale } from '@shop/contracts';
import { getLocale } from 'next-intl/server';
import { type AttributeWords, attributeWordsOf, originals } from '../i18n/attributes.ts';
import { orNothing, publicRead } from './backend.ts';

/** What attributes are called in the language of the page; as they were written while the catalogue cannot tell. */
export async function attributesHere(): Promise<AttributeWords> {
  const locale = await getLocale();
  if (locale === defaultLocale) return originals;
  const found = await orNothing(publicRead(catalogue.listAttributes, {}));
  return found === undefined ? originals : attributeWordsOf(locale, found.items);
}
