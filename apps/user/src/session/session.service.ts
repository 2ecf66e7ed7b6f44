import { Injectable } from '@nestjs/common';
import type { SignedInShopper } from '@shop/auth';
import { done, Problem, type user } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { AccountStore } from '../account/account.store.ts';
import { shopperOf } from '../account/account.ts';
import { CredentialStore } from '../account/credential.store.ts';
import { deviceOf, networkOf, startedAt, storedDevice } from './device.ts';
import { isOver, judge, RefreshTokens } from './refresh.ts';
import { SessionStore, type StoredSession } from './session.store.ts';
import { SigningKeys } from './signing-keys.store.ts';

/** A session ends when it was not used for this long. */
const SESSION_LIFE_MS = 30 * 24 * 3600_000;

/** Whose browser it is, as far as the gateway told. */
interface Client {
  clientAddress?: string | undefined;
  userAgent?: string | undefined;
}

@Injectable()
export class SessionService {
  constructor(
    private readonly sessions: SessionStore,
    private readonly accounts: AccountStore,
    private readonly credentials: CredentialStore,
    private readonly keys: SigningKeys,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  startGuest(): Promise<user.TokenSet> {
    return this.start({ id: uuid(), kind: 'guest' }, 0);
  }

  /** `epoch` is the account's session epoch from before the password was looked at. */
  async start(shopper: user.Shopper, epoch: number, client: Client = {}): Promise<user.TokenSet> {
    const now = new Date();
    const network = networkOf(client.clientAddress);
    const session: StoredSession = {
      id: uuid(),
      shopperId: shopper.id,
      kind: shopper.kind,
      turn: 0,
      rotatedAt: now,
      expiresAt: new Date(now.getTime() + SESSION_LIFE_MS),
      epoch,
      ...deviceOf(client.userAgent),
      ...(network === undefined ? {} : { network }),
    };
    await this.sessions.create(session);
    return this.tokens(shopper, session, now);
  }

  async refresh(refreshToken: string): Promise<user.TokenSet> {
    const read = this.refreshTokens.read(refreshToken);
    if (read === undefined) throw new Problem('session_revoked');
    const now = new Date();
    let session = await this.known(read.sessionId);
    let verdict = judge(session, read.turn, now);
    if (verdict === 'rotate') {
      const expiresAt = new Date(now.getTime() + SESSION_LIFE_MS);
      if (await this.sessions.rotate(session.id, read.turn, now, expiresAt)) {
        session = { ...session, turn: read.turn + 1, expiresAt };
      } else {
        session = await this.known(read.sessionId);
        verdict = judge(session, read.turn, now);
      }
    }
    if (verdict === 'reuse') await this.sessions.end(session.id, now);
    if (verdict === 'reuse' || verdict === 'ended') throw new Problem('session_revoked');
    return this.tokens(await this.holder(session), session, now);
  }

  async revoke(refreshToken: string): Promise<typeof done> {
    const read = this.refreshTokens.read(refreshToken);
    if (read !== undefined) await this.sessions.end(read.sessionId, new Date());
    return done;
  }

  async endAll(shopperId: string, except?: string): Promise<void> {
    await this.sessions.endAll(shopperId, new Date(), except);
  }

  async list(shopper: SignedInShopper): Promise<{ items: user.MySession[] }> {
    const [account, open] = await Promise.all([
      this.accounts.byId(shopper.id),
      this.sessions.open(shopper.id, new Date()),
    ]);
    if (account === undefined) throw new Problem('account_not_found');
    const items = open
      .filter((session) => !isOver(session, account))
      .map(({ id, network, rotatedAt, ...session }) => ({
        id,
        current: id === shopper.sessionId,
        ...storedDevice(session),
        ...(network === undefined ? {} : { network }),
        startedAt: startedAt(id).toISOString(),
        seenAt: rotatedAt.toISOString(),
      }));
    return { items };
  }

  async endOne(shopper: user.Shopper, sessionId: string): Promise<typeof done> {
    if (!(await this.sessions.endOwn(shopper.id, sessionId, new Date())))
      throw new Problem('session_not_found');
    return done;
  }

  async endOthers(shopper: SignedInShopper): Promise<typeof done> {
    await this.credentials.endSessions(shopper.id, shopper.sessionId);
    await this.endAll(shopper.id, shopper.sessionId);
    return done;
  }

  private async known(id: string): Promise<StoredSession> {
    const session = await this.sessions.byId(id);
    if (session === undefined) throw new Problem('session_revoked');
    return session;
  }

  private async holder(session: StoredSession): Promise<user.Shopper> {
    const { shopperId, kind } = session;
    if (kind === 'guest') return { id: shopperId, kind };
    const account = await this.accounts.byId(shopperId);
    if (account === undefined || isOver(session, account)) throw new Problem('session_revoked');
    return shopperOf(account);
  }

  private async tokens(shopper: user.Shopper, session: StoredSession, now: Date): Promise<user.TokenSet> {
    const access = await this.keys.sign(shopper, session.id, now);
    return {
      accessToken: access.token,
      accessExpiresAt: access.expiresAt.toISOString(),
      refreshToken: this.refreshTokens.make(session.id, session.turn),
      refreshExpiresAt: session.expiresAt.toISOString(),
      shopper,
    };
  }
}
