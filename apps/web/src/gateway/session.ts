import { cart, user } from '@shop/contracts';
import { CallError, log, type Peers } from '@shop/service/plain';
import { sealData, unsealData } from 'iron-session';
import { z } from 'zod';

/** A token that lives less than this is renewed before it is used, in milliseconds. */
const RENEW_BEFORE_MS = 30_000;
/** A renewal is shared by requests that come within this time with the same old token. */
const SHARE_RENEWAL_MS = 5_000;
const REMEMBERED_COOKIES = 10_000;
const COOKIE_LIFE_S = 30 * 24 * 3600;

/** What the sealed cookie holds. The browser never sees inside. */
export const Session = z.object({
  accessToken: z.string(),
  accessExpiresAt: z.number(),
  refreshToken: z.string(),
  shopper: user.Shopper,
  /** A guest whose cart has still to join this member's: the cart service was away at login. */
  pendingMerge: z.string().optional(),
});
export type Session = z.infer<typeof Session>;

/** The session of a request, and whether the browser has to be given a new cookie (null: none any more). */
export interface Opened {
  session: Session | undefined;
  cookie: Session | null | undefined;
}

/** Sessions of browsers: a sealed `__Host-` cookie on one side, the user service's tokens on the other. */
export class Sessions {
  private readonly name: string;
  private readonly attributes: string;
  private readonly secret: string;
  private readonly peers: Peers;
  private readonly known = new Map<string, Session>();
  private readonly renewals = new Map<string, Promise<Session | undefined>>();

  constructor(peers: Peers, secret: string, publicUrl: string) {
    this.peers = peers;
    this.secret = secret;
    const url = new URL(publicUrl);
    // Browsers keep Secure cookies from https and from localhost; elsewhere, as on a LAN address, plain http needs a plain cookie.
    const secure = url.protocol === 'https:' || url.hostname === 'localhost';
    this.name = secure ? '__Host-shop' : 'shop';
    this.attributes = `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  }

  /** The session of a Cookie header, with an access token that is good for a while. */
  async open(cookieHeader: string | undefined): Promise<Opened> {
    const sealed = this.valueIn(cookieHeader);
    if (sealed === undefined) return { session: undefined, cookie: undefined };
    const session = await this.unseal(sealed);
    if (session === undefined) return { session: undefined, cookie: null };
    if (session.accessExpiresAt - Date.now() > RENEW_BEFORE_MS) return { session, cookie: undefined };
    const renewed = await this.renew(session);
    return renewed === undefined
      ? { session: undefined, cookie: null }
      : { session: renewed, cookie: renewed };
  }

  async startGuest(): Promise<Session> {
    return fromTokens(await this.peers.call(user.createGuest, {}));
  }

  /** A member's session after login; the guest's cart joins the member's and the guest's session ends. */
  async become(tokens: user.TokenSet, before: Session | undefined): Promise<Session> {
    const session = fromTokens(tokens);
    if (before?.shopper.kind !== 'guest') return session;
    const merged = await this.merge({ ...session, pendingMerge: before.shopper.id });
    if (merged.pendingMerge === undefined) await this.end(before);
    return merged;
  }

  /** Tries again to join the guest's cart, where that failed at login. */
  async merge(session: Session): Promise<Session> {
    const { pendingMerge: guestId, ...rest } = session;
    if (guestId === undefined) return session;
    try {
      await this.peers.call(cart.mergeCarts, { params: { ownerId: session.shopper.id }, body: { guestId } });
      return rest;
    } catch (error) {
      log.warn({ err: error }, 'a guest cart could not join its member cart, trying again later');
      return session;
    }
  }

  /** Signs out at the user service; a session that cannot be ended there runs out by itself. */
  async end(session: Session): Promise<void> {
    await this.peers
      .call(user.revokeSession, { body: { refreshToken: session.refreshToken } })
      .catch((error: unknown) => log.warn({ err: error }, 'a session could not be ended'));
  }

  /** The Set-Cookie value for a session, or to forget it. */
  async cookie(session: Session | null): Promise<string> {
    if (session === null) return `${this.name}=; ${this.attributes}; Max-Age=0`;
    const sealed = await sealData(session, { password: this.secret, ttl: COOKIE_LIFE_S });
    this.remember(sealed, session);
    return `${this.name}=${sealed}; ${this.attributes}; Max-Age=${COOKIE_LIFE_S}`;
  }

  private valueIn(cookieHeader: string | undefined): string | undefined {
    if (cookieHeader === undefined) return undefined;
    for (const pair of cookieHeader.split(';')) {
      const at = pair.indexOf('=');
      if (pair.slice(0, at).trim() === this.name) return pair.slice(at + 1).trim();
    }
    return undefined;
  }

  private async unseal(sealed: string): Promise<Session | undefined> {
    const seen = this.known.get(sealed);
    if (seen !== undefined) return seen;
    const data = await unsealData<unknown>(sealed, { password: this.secret, ttl: COOKIE_LIFE_S }).catch(
      () => undefined,
    );
    const parsed = Session.safeParse(data);
    if (!parsed.success) return undefined;
    this.remember(sealed, parsed.data);
    return parsed.data;
  }

  private remember(sealed: string, session: Session): void {
    if (this.known.size >= REMEMBERED_COOKIES) this.known.clear();
    this.known.set(sealed, session);
  }

  /** One renewal for all requests that need it at once. Undefined when the session has ended; throws when that is not known. */
  private renew(session: Session): Promise<Session | undefined> {
    const underWay = this.renewals.get(session.refreshToken);
    if (underWay !== undefined) return underWay;
    const renewal = this.peers
      .call(user.refreshSession, { body: { refreshToken: session.refreshToken } })
      .then((tokens): Session => ({ ...fromTokens(tokens), ...pending(session) }))
      .catch((error: unknown) => {
        if (error instanceof CallError && error.status < 500) return undefined;
        // The user service is away: while the old token still lives, it will do.
        if (session.accessExpiresAt > Date.now()) return session;
        throw error;
      });
    this.renewals.set(session.refreshToken, renewal);
    setTimeout(() => this.renewals.delete(session.refreshToken), SHARE_RENEWAL_MS).unref();
    return renewal;
  }
}

const pending = ({ pendingMerge }: Session) => (pendingMerge === undefined ? {} : { pendingMerge });

function fromTokens({ accessToken, accessExpiresAt, refreshToken, shopper }: user.TokenSet): Session {
  return { accessToken, accessExpiresAt: Date.parse(accessExpiresAt), refreshToken, shopper };
}
