import { useLocale } from 'next-intl';
import { type Formats, formatsOf } from './formats.ts';
import type {} from './types.ts';

/** Money, dates and numbers as the language of the page writes them; for client components and those that await nothing. */
export const useFormats = (): Formats => formatsOf(useLocale());
