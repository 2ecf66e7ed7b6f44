import { headers } from 'next/headers';

/** The header with the nonce of a page, by which the gateway knows it. */
const NONCE_HEADER = 'x-shop-nonce';
/** Pages and gateway are built apart but run in one process: this is where they meet. */
const MEETING_POINT = Symbol.for('shop.page-statuses');

/** Has the gateway answer this page with a status that Next has not, or not for a whole page. */
async function mark(status: 404 | 410 | 503): Promise<void> {
  const nonce = (await headers()).get(NONCE_HEADER);
  const statuses = (globalThis as { [MEETING_POINT]?: Map<string, number> })[MEETING_POINT];
  if (nonce !== null) statuses?.set(nonce, status);
}

/** The answer is 503 with Retry-After. */
export const markUnavailable = () => mark(503);

/** The answer is 410: it was here, and search engines may forget it. */
export const markGone = () => mark(410);

/** The answer is 404. */
export const markMissing = () => mark(404);
