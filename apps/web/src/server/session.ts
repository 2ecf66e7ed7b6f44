import { CLIENT_HEADER, hasAccess, type StaffAccess, user } from '@shop/contracts';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { z } from 'zod';
import { here } from '../i18n/here.ts';

/** The header in which the gateway hands a page its shopper; what a browser sends under this name never gets here. */
const SESSION_HEADER = 'x-shop-session';
/** Set by the gateway when the shopper has a session that cannot be opened just now. */
const AWAY_HEADER = 'x-shop-session-away';
const Handed = z.object({ accessToken: z.string(), shopper: user.Shopper });
export type PageSession = z.infer<typeof Handed>;

/** Who is looking at the page; undefined for somebody new. */
export async function currentSession(): Promise<PageSession | undefined> {
  const value = (await headers()).get(SESSION_HEADER);
  if (value === null) return undefined;
  return Handed.parse(JSON.parse(Buffer.from(value, 'base64url').toString('utf8')));
}

/** Where the request came from, for routes that slow guessing down per address. */
export async function currentClient(): Promise<{ clientAddress?: string }> {
  const clientAddress = (await headers()).get(CLIENT_HEADER);
  return clientAddress === null ? {} : { clientAddress };
}

/** True when somebody known is looking whose session cannot be opened just now. */
export async function sessionAway(): Promise<boolean> {
  return (await headers()).has(AWAY_HEADER);
}

/** The member who is looking at the page; anybody else is sent to sign in, and back to `back` after. */
export async function requireMember(back: string): Promise<PageSession> {
  const session = await currentSession();
  if (session?.shopper.kind !== 'member') {
    const next = encodeURIComponent(await here(back));
    redirect(await here(`/login?next=${next}`));
  }
  return session;
}

/** The member with a fitting role who is looking at the page. To others there is no such page. */
export async function requireStaff(access: StaffAccess, back: string): Promise<PageSession> {
  const session = await requireMember(back);
  if (!hasAccess(session.shopper.role, access)) notFound();
  return session;
}
