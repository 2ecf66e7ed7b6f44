'use server';

import { catalogue } from '@shop/contracts';
import { revalidatePath } from 'next/cache';
import { fieldOf, NAME_FIELD, type WordsResult } from '../../../../components/admin/attribute-words.ts';
import { act, backend } from '../../../../server/backend.ts';
import { requireStaff } from '../../../../server/session.ts';

/** Says what an attribute and its values are called in German. Fields: one for the name, one for each value; empty is none. */
export async function say(name: string, _: WordsResult | undefined, form: FormData): Promise<WordsResult> {
  await requireStaff('merchant', '/admin/attributes');
  const typed = wordsIn(form);
  const values = Object.fromEntries(typed);
  const said = typed.filter(([field, word]) => field !== NAME_FIELD && word !== '');
  const german = values[NAME_FIELD] ?? '';
  const body = {
    name,
    names: german === '' ? {} : { de: german },
    values: said.map(([field, de]) => ({ value: field.slice(fieldOf('').length), names: { de } })),
  };
  const result = await act('Saved.', () => backend(catalogue.nameAttribute, { body }));
  revalidatePath('/[locale]/admin/attributes', 'page');
  return { ...result, ...(result.fields && { fields: besideThem(result.fields, said) }), values };
}

/** What was typed, by field; what a framework adds is none of it. */
const wordsIn = (form: FormData): [field: string, word: string][] =>
  [...form].flatMap(([field, word]) =>
    typeof word === 'string' && (field === NAME_FIELD || field.startsWith(fieldOf('')))
      ? [[field, word.trim()] as [string, string]]
      : [],
  );

/** What is wrong, by the fields of the form: the catalogue counts values. */
const besideThem = (fields: Record<string, string>, said: [field: string, word: string][]) =>
  Object.fromEntries(
    Object.entries(fields).map(([path, wrong]) => {
      const [, at] = /^values\.(\d+)\./.exec(path) ?? [];
      return [(at === undefined ? undefined : said[Number(at)]?.[0]) ?? NAME_FIELD, wrong];
    }),
  );
