import { Problem, Role, type ServiceName, serviceNames, user } from '@shop/contracts';
import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

/** `iss` and `aud` of every access token. */
export const ISSUER = 'shopstack';
/** `typ` of an access token (RFC 9068) and of a token between services. */
export const ACCESS_TYPE = 'at+jwt';
export const SERVICE_TYPE = 'service+jwt';

const CLOCK_LEEWAY_S = 30;
const SERVICE_TOKEN_LIFE_S = 60;
const REMEMBERED_TOKENS = 5_000;
const REMEMBERED_SERVICE_TOKENS = 500;

/** The shopper an access token speaks for, and the session it came from. */
export type SignedInShopper = user.Shopper & { sessionId?: string };

/** Who signs tokens of SERVICE_SECRET: the services, and the verifier, whose tokens open no route. */
export type Issuer = ServiceName | 'verifier';

/** Who is calling: a shopper, or another service. */
export type Caller = SignedInShopper | { kind: 'service'; service: ServiceName };

const AccessClaims = z.object({
  sub: z.uuid(),
  kind: z.enum(['guest', 'member']),
  /** A role this version does not know is none. */
  role: Role.optional().catch(undefined),
  /** What tokens said before there were roles. */
  admin: z.boolean().default(false),
  name: z.string().optional(),
  sid: z.string().optional(),
  exp: z.number(),
});

/**
 * Checks shoppers' access tokens: EdDSA only, keys from one fixed JWKS address, issuer, audience, type and times.
 * A token that was checked is remembered until it expires, so that a page of calls costs one signature check.
 */
export class AccessTokens {
  private readonly keys: JWTVerifyGetKey;
  private readonly known = new Map<string, { shopper: SignedInShopper; exp: number }>();

  constructor(source: URL | JWTVerifyGetKey) {
    this.keys =
      source instanceof URL
        ? createRemoteJWKSet(source, {
            timeoutDuration: 3_000,
            cooldownDuration: 5_000,
            cacheMaxAge: 600_000,
          })
        : source;
  }

  /** The shopper a token speaks for. Throws token_expired, not_signed_in, or service_unavailable when the keys cannot be had. */
  async verify(token: string): Promise<SignedInShopper> {
    const now = Date.now() / 1000;
    const seen = this.known.get(token);
    if (seen !== undefined && seen.exp > now) return seen.shopper;
    const claims = await this.check(token);
    const role = claims.role ?? (claims.admin ? 'admin' : undefined);
    const shopper: SignedInShopper = {
      id: claims.sub,
      kind: claims.kind,
      ...(role === undefined ? {} : { role }),
      ...(claims.name === undefined ? {} : { name: claims.name }),
      ...(claims.sid === undefined ? {} : { sessionId: claims.sid }),
    };
    if (this.known.size >= REMEMBERED_TOKENS) this.known.clear();
    this.known.set(token, { shopper, exp: claims.exp });
    return shopper;
  }

  private async check(token: string): Promise<z.infer<typeof AccessClaims>> {
    try {
      const { payload } = await jwtVerify(token, this.keys, {
        algorithms: ['EdDSA'],
        typ: ACCESS_TYPE,
        issuer: ISSUER,
        audience: ISSUER,
        clockTolerance: CLOCK_LEEWAY_S,
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      return AccessClaims.parse(payload);
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new Problem('token_expired');
      const badToken =
        error instanceof z.ZodError ||
        (error instanceof errors.JOSEError &&
          !(error instanceof errors.JWKSTimeout) &&
          error.code !== 'ERR_JOSE_GENERIC');
      if (badToken) throw new Problem('not_signed_in', { detail: 'The access token is not valid.' });
      throw new Problem('service_unavailable', {
        detail: 'The signing keys cannot be fetched.',
        cause: error,
      });
    }
  }
}

const issuers: readonly Issuer[] = [...serviceNames, 'verifier'];

/** Makes and checks the short tokens services show each other: HS256, one minute, for one service only. */
export class ServiceTokens {
  private readonly key: Uint8Array;
  private readonly self: Issuer;
  private readonly minted = new Map<ServiceName, { token: string; until: number }>();
  private readonly known = new Map<string, { issuer: Issuer; exp: number }>();

  /** `secret` is SERVICE_SECRET, 32 characters or more. */
  constructor(self: Issuer, secret: string) {
    this.self = self;
    this.key = new TextEncoder().encode(secret);
  }

  /** A token that `to` will take as coming from this service. */
  async mint(to: ServiceName): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const ready = this.minted.get(to);
    if (ready !== undefined && ready.until > now) return ready.token;
    const token = await new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', typ: SERVICE_TYPE })
      .setIssuer(this.self)
      .setAudience(to)
      .setIssuedAt(now)
      .setExpirationTime(now + SERVICE_TOKEN_LIFE_S)
      .sign(this.key);
    this.minted.set(to, { token, until: now + SERVICE_TOKEN_LIFE_S / 2 });
    return token;
  }

  /**
   * Who signed a token for this service. Throws not_allowed for any other token. A caller shows one token for half a minute, so
   * one that was checked is remembered until it expires.
   */
  async verify(token: string): Promise<Issuer> {
    const seen = this.known.get(token);
    if (seen !== undefined && seen.exp > Date.now() / 1000) return seen.issuer;
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: ['HS256'],
        typ: SERVICE_TYPE,
        audience: this.self,
        clockTolerance: CLOCK_LEEWAY_S,
        requiredClaims: ['exp', 'iss'],
      });
      const issuer = issuers.find((known) => known === payload.iss);
      if (issuer === undefined) throw new errors.JWTClaimValidationFailed('unknown issuer', payload, 'iss');
      if (this.known.size >= REMEMBERED_SERVICE_TOKENS) this.known.clear();
      this.known.set(token, { issuer, exp: payload.exp ?? 0 });
      return issuer;
    } catch (error) {
      throw new Problem('not_allowed', { detail: 'Only another service may call this.', cause: error });
    }
  }
}
