import { cart, user } from '@shop/contracts';
import { CallError, log, type Peers } from '@shop/service/plain';
import { sealData, unsealData } from 'iron-session';
import { z } from 'zod';

/** A token that lives less than this is renewed before it is used, in milliseconds. */
const RENEW_BEFORE_MS = 30_000;
/** A cart that could not be merged is not tried again sooner than this. */
const MERGE_AGAIN_MS = 5_000;
const REMEMBERED_COOKIES = 10_000;
const COOKIE_LIFE_S = 30 * 24 * 3600;

/** A shopper as cookies from before there were roles know them, too: an admin, or not. */
const SealedShopper = z.preprocess((value) => {
  if (typeof value !== 'object' || value === null || !('admin' in value)) return value;
  const { admin, ...rest } = value;
  return admin === true ? { role: 'admin', ...rest } : rest;
}, user.Shopper);

/** What the sealed cookie holds. The browser never sees inside. */
export const Session = z.object({
  accessToken: z.string(),
  accessExpiresAt: z.number(),
  refreshToken: z.string(),
  shopper: SealedShopper,
  /** A guest whose cart has still to join this member's: the cart service was away at login. */
  pendingMerge: z.string().optional(),
});
export type Session = z.infer<typeof Session>;

/** The session of a request, and whether the browser has to be given a new cookie (null: none any more). */
export interface Opened {
  session: Session | undefined;
  cookie: Session | null | undefined;
}

/** A member's session, and how many products came into the member's cart with it. */
export interface Joined {
  session: Session;
  joined: number;
}

/** Sessions of browsers: a sealed `__Host-` cookie on one side, the user service's tokens on the other. */
export class Sessions {
  private readonly name: string;
  private readonly attributes: string;
  private readonly secret: string;
  private readonly peers: Peers;
  private readonly known = new Map<string, Session>();
  private readonly renewals = new Map<string, { renewal: Promise<Session | undefined>; until: number }>();
  private readonly mergedAt = new Map<string, number>();

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
    const due = session.accessExpiresAt - Date.now() <= RENEW_BEFORE_MS;
    const renewed = due ? await this.renew(session) : session;
    if (renewed === undefined) return { session: undefined, cookie: null };
    const merged = await this.mergedAgain(renewed);
    return { session: merged, cookie: merged === session ? undefined : merged };
  }

  async startGuest(): Promise<Session> {
    return fromTokens(await this.peers.call(user.createGuest, {}));
  }

  /** A member's session after login; the guest's cart joins the member's and the session before ends. */
  async become(tokens: user.TokenSet, before: Session | undefined): Promise<Joined> {
    const session = fromTokens(tokens);
    if (before === undefined) return { session, joined: 0 };
    const same = before.shopper.id === session.shopper.id;
    const guestId =
      before.shopper.kind === 'guest' ? before.shopper.id : same ? before.pendingMerge : undefined;
    const merged = await this.merge(guestId === undefined ? session : { ...session, pendingMerge: guestId });
    await this.end(before);
    return merged;
  }

  /** Tries again to join the guest's cart, where that failed at login. The same object when there was nothing to do. */
  private async mergedAgain(session: Session): Promise<Session> {
    const { pendingMerge: guestId } = session;
    if (guestId === undefined || Date.now() - (this.mergedAt.get(guestId) ?? 0) < MERGE_AGAIN_MS)
      return session;
    if (this.mergedAt.size >= REMEMBERED_COOKIES) this.mergedAt.clear();
    this.mergedAt.set(guestId, Date.now());
    return (await this.merge(session)).session;
  }

  private async merge(session: Session): Promise<Joined> {
    const { pendingMerge: guestId, ...rest } = session;
    if (guestId === undefined) return { session, joined: 0 };
    try {
      const params = { ownerId: session.shopper.id };
      const { added } = await this.peers.call(cart.mergeCarts, { params, body: { guestId } });
      return { session: rest, joined: added };
    } catch (error) {
      log.warn({ err: error }, 'a guest cart could not join its member cart, trying again later');
      return { session, joined: 0 };
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

  /**
   * One renewal for all requests that need it at once, and for late ones with the old cookie as long as its result is
   * fresh: a browser that went away before it saw the new cookie keeps its cart. Undefined when the session has ended;
   * throws when that is not known.
   */
  private renew(session: Session): Promise<Session | undefined> {
    const { refreshToken } = session;
    const shared = this.renewals.get(refreshToken);
    if (shared !== undefined && shared.until > Date.now()) return shared.renewal;
    const entry = { renewal: this.renewed(session), until: Number.POSITIVE_INFINITY };
    if (this.renewals.size >= REMEMBERED_COOKIES) this.renewals.clear();
    this.renewals.set(refreshToken, entry);
    entry.renewal.then(
      (next) => {
        entry.until = (next?.accessExpiresAt ?? 0) - RENEW_BEFORE_MS;
      },
      () => this.renewals.delete(refreshToken),
    );
    return entry.renewal;
  }

  private async renewed(session: Session): Promise<Session | undefined> {
    try {
      const { refreshToken } = session;
      const tokens = await this.peers.call(user.refreshSession, { body: { refreshToken } });
      return { ...fromTokens(tokens), ...pending(session) };
    } catch (error) {
      if (error instanceof CallError && error.status < 500) return undefined;
      // The user service is away: while the old token still lives, it will do.
      if (session.accessExpiresAt > Date.now()) return session;
      throw error;
    }
  }
}

const pending = ({ pendingMerge }: Session) => (pendingMerge === undefined ? {} : { pendingMerge });

function fromTokens({ accessToken, accessExpiresAt, refreshToken, shopper }: user.TokenSet): Session {
  return { accessToken, accessExpiresAt: Date.parse(accessExpiresAt), refreshToken, shopper };
}
