import { createHmac, timingSafeEqual } from 'node:crypto';

/** What only whoever knows the secret can make of a text; it begins with what it is for. */
export const macOf = (secret: string, text: string): Buffer =>
  createHmac('sha256', secret).update(text).digest();

/** Whether somebody gave the right one, in base64url; how long it takes tells nobody how much of it is right. */
export function isMac(right: Buffer, given: string): boolean {
  const bytes = Buffer.from(given, 'base64url');
  return bytes.length === right.length && timingSafeEqual(bytes, right);
}
