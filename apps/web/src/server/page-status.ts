import { headers } from 'next/headers';

/** The header with the nonce of a page, by which the gateway knows it. */
const NONCE_HEADER = 'x-shop-nonce';
/** Pages and gateway are built apart but run in one process: this is where they meet. */
const MEETING_POINT = Symbol.for('shop.pages-unavailable');

/** Has the gateway answer this page with 503 and Retry-After. Next has no such status for pages. */
export async function markUnavailable(): Promise<void> {
  const nonce = (await headers()).get(NONCE_HEADER);
  const marked = (globalThis as { [MEETING_POINT]?: Set<string> })[MEETING_POINT];
  if (nonce !== null) marked?.add(nonce);
}
