import { web } from '@shop/contracts';
import { cookies } from 'next/headers';
import { cookieNames } from '../gateway/cookies.ts';

/** How the shopper wants the shop to look; known before the first byte is sent, so that nothing flashes. */
export async function currentTheme(): Promise<web.Theme> {
  return web.Theme.safeParse((await cookies()).get(cookieNames.theme)?.value).data ?? 'system';
}
