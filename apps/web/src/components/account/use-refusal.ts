import { useLocale, useTranslations } from 'next-intl';
import { useSentence } from '../../i18n/use-sentence.ts';
import { fieldsOf, type Refusal } from './problem.ts';

/**
 * Puts into words what the shop refused, and what is wrong with each field. Services say the second in English only:
 * other languages have one phrase for it. The page hands on the words of `errors`.
 */
export function useRefusal() {
  const locale = useLocale();
  const t = useTranslations('common');
  const sentence = useSentence();
  return {
    sentenceOf: ({ code }: Refusal) => sentence(code),
    fieldsOf(problem: Refusal): Record<string, string> {
      const found = fieldsOf(problem);
      if (locale === 'en') return found;
      return Object.fromEntries(Object.keys(found).map((name) => [name, t('checkField')]));
    },
  };
}
