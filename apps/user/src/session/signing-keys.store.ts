import { hkdfSync } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { ACCESS_TYPE, ISSUER } from '@shop/auth';
import type { user } from '@shop/contracts';
import {
  CompactEncrypt,
  compactDecrypt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  SignJWT,
} from 'jose';
import type { Connection } from 'mongoose';
import { v7 as uuid } from 'uuid';

/** How long an access token is good for, in seconds. */
export const ACCESS_LIFE_S = 300;
const ROTATE_AFTER_MS = 30 * 24 * 3600_000;
/** A new key is shown for this long before it signs, so that every verifier has fetched it. */
const SHOWN_BEFORE_USE_MS = 15 * 60_000;
/** An old key is shown for this long after it last signed. */
const SHOWN_AFTER_USE_MS = 15 * 60_000;
const LOOK_AGAIN_MS = 60_000;

interface StoredKey {
  _id: string;
  publicJwk: JWK;
  /** The private key as a JWE under TOKEN_SECRET. */
  sealed: string;
  signsFrom: Date;
}

/** Ed25519 keys that access tokens are signed with: kept in MongoDB under TOKEN_SECRET, renewed every 30 days. */
@Injectable()
export class SigningKeys {
  private keys: StoredKey[] = [];
  private signer: { kid: string; key: CryptoKey } | undefined;
  private readAt = 0;
  private readonly secret: Uint8Array;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    secret: string,
  ) {
    this.secret = new Uint8Array(hkdfSync('sha256', secret, '', 'signing-keys', 32));
  }

  /** An access token for a shopper, of one session. */
  async sign(
    shopper: user.Shopper,
    sessionId: string,
    now: Date,
  ): Promise<{ token: string; expiresAt: Date }> {
    const { kid, key } = await this.current(now);
    const issued = Math.floor(now.getTime() / 1000);
    const token = await new SignJWT({
      kind: shopper.kind,
      ...(shopper.role === undefined ? {} : { role: shopper.role }),
      // For services of a version before there were roles.
      admin: shopper.role === 'admin',
      sid: sessionId,
      ...(shopper.name === undefined ? {} : { name: shopper.name }),
    })
      .setProtectedHeader({ alg: 'EdDSA', typ: ACCESS_TYPE, kid })
      .setIssuer(ISSUER)
      .setAudience(ISSUER)
      .setSubject(shopper.id)
      .setJti(uuid())
      .setIssuedAt(issued)
      .setExpirationTime(issued + ACCESS_LIFE_S)
      .sign(key);
    return { token, expiresAt: new Date((issued + ACCESS_LIFE_S) * 1000) };
  }

  /** The public keys, as the JWKS route answers them. */
  async published(now: Date): Promise<{ keys: Record<string, unknown>[] }> {
    await this.current(now);
    return {
      keys: this.keys.map(({ _id, publicJwk }) => ({ ...publicJwk, kid: _id, alg: 'EdDSA', use: 'sig' })),
    };
  }

  private async current(now: Date): Promise<{ kid: string; key: CryptoKey }> {
    if (this.signer === undefined || now.getTime() - this.readAt > LOOK_AGAIN_MS) await this.read(now);
    if (this.signer === undefined) throw new Error('no signing key could be read');
    return this.signer;
  }

  private async read(now: Date): Promise<void> {
    this.keys = await this.stored();
    const newest = this.keys[0];
    if (newest === undefined) await this.add(now);
    else if (now.getTime() - newest.signsFrom.getTime() > ROTATE_AFTER_MS) {
      await this.add(new Date(now.getTime() + SHOWN_BEFORE_USE_MS));
    }
    this.keys = await this.stored();
    const inUse = this.keys.findIndex(({ signsFrom }) => signsFrom <= now);
    const chosen = this.keys[Math.max(0, inUse)];
    if (chosen === undefined) return;
    const followed = this.keys[inUse - 1];
    if (followed === undefined || now.getTime() - chosen.signsFrom.getTime() > SHOWN_AFTER_USE_MS) {
      this.keys = this.keys.slice(0, inUse + 2);
    }
    if (this.signer?.kid !== chosen._id) this.signer = { kid: chosen._id, key: await this.open(chosen) };
    this.readAt = now.getTime();
  }

  /** Newest first. */
  private async stored(): Promise<StoredKey[]> {
    return this.collection().find().sort({ signsFrom: -1 }).limit(3).toArray();
  }

  private async add(signsFrom: Date): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    const plain = new TextEncoder().encode(JSON.stringify(await exportJWK(privateKey)));
    const sealed = await new CompactEncrypt(plain)
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(this.secret);
    // One key, whichever replica comes first: the day is the id, so a second insert is refused.
    const id = `${signsFrom.toISOString().slice(0, 10)}`;
    await this.collection().updateOne(
      { _id: id },
      { $setOnInsert: { publicJwk: await exportJWK(publicKey), sealed, signsFrom } },
      { upsert: true },
    );
  }

  private async open({ _id, sealed }: StoredKey): Promise<CryptoKey> {
    const { plaintext } = await compactDecrypt(sealed, this.secret).catch((cause: unknown) => {
      throw new Error(
        `The signing key ${_id} was sealed with another TOKEN_SECRET. Give the one it had, or empty the collection signing_keys: new keys are made, and all sessions end.`,
        { cause },
      );
    });
    return (await importJWK(JSON.parse(new TextDecoder().decode(plaintext)), 'EdDSA')) as CryptoKey;
  }

  private collection() {
    return this.connection.collection<StoredKey>('signing_keys');
  }
}
