import { isMac, macOf } from '../mac.ts';

/** A refresh token that was used is answered with the same successor for this long: parallel requests race. */
export const GRACE_MS = 10_000;

/** A session as it is stored: which of its refresh tokens is the current one. */
export interface Session {
  id: string;
  /** The number of the current refresh token. */
  turn: number;
  rotatedAt: Date;
  expiresAt: Date;
  endedAt?: Date;
}

/**
 * What to do with refresh token number `turn` of a session: `rotate` (it is current), `repeat` (it was current moments
 * ago: the same successor again), `reuse` (an older one turns up: somebody else has it, end the session), `ended`.
 */
export function judge(session: Session, turn: number, now: Date): 'rotate' | 'repeat' | 'reuse' | 'ended' {
  if (session.endedAt !== undefined || session.expiresAt <= now) return 'ended';
  if (turn === session.turn) return 'rotate';
  const moments = now.getTime() - session.rotatedAt.getTime();
  if (turn === session.turn - 1 && moments <= GRACE_MS) return 'repeat';
  return 'reuse';
}

/**
 * Whether the sessions of its epoch were ended, as when the password was set anew. The account says so in the same write; that the
 * sessions themselves are marked as ended comes after, and may not come at all.
 */
export function isOver(
  session: { id: string; epoch?: number },
  account: { sessionEpoch: number; keptSession?: string },
): boolean {
  return (session.epoch ?? 0) < account.sessionEpoch && session.id !== account.keptSession;
}

/**
 * Refresh tokens `<session id>.<turn>.<mac>`: any of a session's can be made again from the secret, so that a repeated
 * request gets the same successor and the store keeps only a number.
 */
export class RefreshTokens {
  private readonly secret: string;

  constructor(secret: string) {
    this.secret = secret;
  }

  make(sessionId: string, turn: number): string {
    return `${sessionId}.${turn}.${this.mac(sessionId, turn).toString('base64url')}`;
  }

  /** The session and turn of a token of ours; undefined for anything else. */
  read(token: string): { sessionId: string; turn: number } | undefined {
    const [sessionId, number, mac, ...rest] = token.split('.');
    if (sessionId === undefined || mac === undefined || rest.length > 0 || !/^\d{1,9}$/.test(number ?? '')) {
      return undefined;
    }
    const turn = Number(number);
    return isMac(this.mac(sessionId, turn), mac) ? { sessionId, turn } : undefined;
  }

  private mac(sessionId: string, turn: number): Buffer {
    return macOf(this.secret, `refresh|${sessionId}|${turn}`);
  }
}
