import { useLocale, useTranslations } from 'next-intl';
import { useSentence } from '../../i18n/use-sentence.ts';
import { wordsOf } from '../../i18n/wrong-fields.ts';
import type { Refusal } from './problem.ts';

/** Puts into words what the shop refused, and what is wrong with each field. The page hands on the words of `errors`. */
export function useRefusal() {
  const locale = useLocale();
  const t = useTranslations('common');
  const sentence = useSentence();
  return {
    sentenceOf: ({ code }: Refusal) => sentence(code),
    fieldsOf: ({ issues }: Refusal): Record<string, string> => wordsOf(issues, locale, t),
  };
}
