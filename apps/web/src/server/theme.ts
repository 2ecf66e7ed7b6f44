import { web } from '@shop/contracts';
import { cookies } from 'next/headers';

const THEME_COOKIE = 'shop-theme';

/** How the shopper wants the shop to look; known before the first byte is sent, so that nothing flashes. */
export async function currentTheme(): Promise<web.Theme> {
  return web.Theme.safeParse((await cookies()).get(THEME_COOKIE)?.value).data ?? 'system';
}
