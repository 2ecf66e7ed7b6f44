import { createHmac, timingSafeEqual } from 'node:crypto';

/** True when `hex` is the HMAC-SHA256 of `parts`; takes the same time whichever byte differs. */
export function isSigned(secret: string, parts: (string | Buffer)[], hex: string): boolean {
  const hmac = createHmac('sha256', secret);
  for (const part of parts) hmac.update(part);
  const given = Buffer.from(hex, 'hex');
  const wanted = hmac.digest();
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
