import type { Issue } from '@shop/contracts';
import type { useTranslations } from 'next-intl';

/**
 * What is wrong with each field, by its name, in the language of the page. What is none of the common kinds a service says in
 * English only: other languages have one phrase for it. `t` has the words of `common`.
 */
export function wordsOf(
  issues: readonly Issue[] = [],
  locale: string,
  t: ReturnType<typeof useTranslations<'common'>>,
): Record<string, string> {
  const inWords = ({ kind, limit = 0, message }: Issue) => {
    if (kind !== undefined) return t(`wrong.${kind}`, { limit });
    return locale === 'en' ? message : t('checkField');
  };
  return Object.fromEntries(issues.map((issue) => [nameOf(issue), inWords(issue)]));
}

/** The name of the field that an issue is about. */
export const nameOf = ({ path }: Pick<Issue, 'path'>): string => path.replace(/^body\./, '');
