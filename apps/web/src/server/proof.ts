import { cookies } from 'next/headers';
import { env } from './env.ts';

const HOUR_S = 60 * 60;
const nameOf = (orderId: string): string => `order-${orderId}`;

/** The e-mail address a guest has named for an order, to be shown all of it by its link. */
export async function provenEmail(orderId: string): Promise<string | undefined> {
  return (await cookies()).get(nameOf(orderId))?.value;
}

/** Remembers it for an hour, where no script can read it. */
export async function rememberEmail(orderId: string, email: string): Promise<void> {
  (await cookies()).set(nameOf(orderId), email, {
    httpOnly: true,
    secure: env().PUBLIC_URL.startsWith('https:'),
    sameSite: 'lax',
    path: '/',
    maxAge: HOUR_S,
  });
}
