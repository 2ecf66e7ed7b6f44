import { cookies } from 'next/headers';
import { z } from 'zod';
import { cookieNames } from '../gateway/cookies.ts';

const Count = z.coerce.number().int().min(1).max(999);

/** How many products came into the cart with the login a moment ago; none mostly. */
export async function justJoined(): Promise<number | undefined> {
  return Count.safeParse((await cookies()).get(cookieNames.joined)?.value).data;
}
