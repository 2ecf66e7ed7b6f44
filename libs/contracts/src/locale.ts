import { z } from 'zod';
import { locales } from './plain.ts';

/** The languages of the shop, as BCP 47 names them. */
export const Locale = z.enum(locales).meta({ description: 'Language of the shop' });
export type Locale = z.infer<typeof Locale>;
