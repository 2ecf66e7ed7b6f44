import { createHash, createHmac } from 'node:crypto';

const KEY_BYTES = 16;

/** The key that opens an order without a session: 128 bits made from its id, so that it can be shown again and is never stored. */
export function accessKeyOf(secret: string, orderId: string): string {
  return createHmac('sha256', secret)
    .update(`order-access:${orderId}`)
    .digest()
    .subarray(0, KEY_BYTES)
    .toString('base64url');
}

/** What is stored of an access key. */
export const hashOf = (accessKey: string): string => createHash('sha256').update(accessKey).digest('hex');
