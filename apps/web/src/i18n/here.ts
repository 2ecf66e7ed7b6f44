import { type Issue, Locale, localPath } from '@shop/contracts';
import { getLocale, getTranslations } from 'next-intl/server';
import { type Formats, formatsOf } from './formats.ts';
import { wordsOf } from './wrong-fields.ts';

/** A path of the shop in the language of the page or the action that asks, as in `redirect(await here('/cart'))`. */
export const here = async (path: string): Promise<string> => localPath(Locale.parse(await getLocale()), path);

/** Money, dates and numbers as the language of the page writes them; for components that await. */
export const formats = async (): Promise<Formats> => formatsOf(Locale.parse(await getLocale()));

/** The sentence of an error, in the language of the page; what is no code of ours is our fault. */
export async function sentence(code: string): Promise<string> {
  const t = await getTranslations('errors');
  const known = code as 'internal_error';
  return t(t.has(known) ? known : 'internal_error');
}

/** What is wrong with each field of a form, by its name, in the language of the page. */
export async function wrongFields(issues: readonly Issue[] | undefined): Promise<Record<string, string>> {
  return wordsOf(issues, await getLocale(), await getTranslations('common'));
}

/** Countries with their names in the language of the page, in the order of these names. */
export async function namedCountries(
  all: readonly { code: string }[],
): Promise<{ code: string; name: string }[]> {
  const [locale, { country }] = await Promise.all([getLocale(), formats()]);
  return all
    .map(({ code }) => ({ code, name: country(code) }))
    .sort((one, other) => one.name.localeCompare(other.name, locale));
}
