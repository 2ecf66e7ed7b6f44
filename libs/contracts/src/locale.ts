import { z } from 'zod';
import { locales } from './plain.ts';
import { line } from './primitives.ts';

/** The languages of the shop, as BCP 47 names them. */
export const Locale = z.enum(locales).meta({ description: 'Language of the shop' });
export type Locale = z.infer<typeof Locale>;

/** What merchants say of something in the shop's other languages, in so many characters at the most. Without it, the original stands there too. */
export const inOtherLanguages = (most: number) => z.strictObject({ de: line(most).optional() });
