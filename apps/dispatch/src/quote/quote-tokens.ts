import { dispatch, Id, Problem, Sku, Synthetic, shipping } from '@shop/contracts';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';

/** How long a quote is good for, in seconds. */
export const QUOTE_LIFE_S = 15 * 60;
const AUDIENCE = 'shopstack:order';
const TYPE = 'quote+jwt';

/** What a quote's token carries; lines as tuples, so that fifty of them fit. */
const Claims = z.object({
  jti: Id,
  lines: z.array(z.tuple([Sku, z.int().positive(), z.int().min(0), z.string()])).min(1),
  delivery: shipping.Rate,
  destination: dispatch.Quote.shape.destination,
  weightGrams: z.int().positive(),
  cartVersion: z.int().min(0),
  promotion: dispatch.AppliedPromotion.extend({ discount: z.int().min(0) }).optional(),
  synthetic: Synthetic,
});

/** What was offered, as an order needs it. */
export interface Offer {
  id: string;
  lines: { sku: string; quantity: number; unitPrice: number; name: string }[];
  delivery: shipping.Rate;
  destination: dispatch.Quote['destination'];
  weightGrams: number;
  cartVersion: number;
  /** The promotion that counted, and what it took off in minor units. */
  promotion?: (dispatch.AppliedPromotion & { discount: number }) | undefined;
  synthetic?: true | undefined;
}

/** Signs quotes and reads them again: HS256, for one owner, for a quarter of an hour. */
export class QuoteTokens {
  private readonly key: Uint8Array;

  /** `secret` is QUOTE_SECRET. */
  constructor(secret: string) {
    this.key = new TextEncoder().encode(secret);
  }

  sign({ id, lines, ...offer }: Offer, ownerId: string, now: Date): Promise<string> {
    const issuedAt = Math.floor(now.getTime() / 1000);
    const tuples = lines.map(({ sku, quantity, unitPrice, name }) => [sku, quantity, unitPrice, name]);
    return new SignJWT({ ...offer, lines: tuples })
      .setProtectedHeader({ alg: 'HS256', typ: TYPE })
      .setJti(id)
      .setSubject(ownerId)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + QUOTE_LIFE_S)
      .sign(this.key);
  }

  /** The offer in a token. Throws quote_expired; quote_invalid when it is not ours, was changed, or is another shopper's. */
  async read(token: string, ownerId: string): Promise<Offer> {
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: ['HS256'],
        typ: TYPE,
        audience: AUDIENCE,
        subject: ownerId,
        requiredClaims: ['exp', 'jti'],
      });
      const { jti, lines, ...offer } = Claims.parse(payload);
      const named = lines.map(([sku, quantity, unitPrice, name]) => ({ sku, quantity, unitPrice, name }));
      return { id: jti, lines: named, ...offer };
    } catch (error) {
      if (error instanceof errors.JWTExpired) throw new Problem('quote_expired');
      if (error instanceof errors.JOSEError || error instanceof z.ZodError) {
        throw new Problem('quote_invalid', { cause: error });
      }
      throw error;
    }
  }
}
