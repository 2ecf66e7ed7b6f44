import { Locale, localPath } from '@shop/contracts';
import { getLocale } from 'next-intl/server';

/** A path of the shop in the language of the page or the action that asks, as in `redirect(await here('/cart'))`. */
export const here = async (path: string): Promise<string> => localPath(Locale.parse(await getLocale()), path);
