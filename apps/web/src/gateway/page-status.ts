import type { ServerResponse } from 'node:http';

/** Pages and gateway are built apart but run in one process: this is where they meet. */
const MEETING_POINT = Symbol.for('shop.page-statuses');
const RETRY_AFTER_S = 5;
const shared = globalThis as { [MEETING_POINT]?: Map<string, number> };
shared[MEETING_POINT] ??= new Map();
const asked = shared[MEETING_POINT];

/**
 * Lets the page of this response say its status, such as 503 (then with Retry-After) or 404, and still be a whole page:
 * Next has no means for the first, and sends the second as a page that only scripts can draw. The page knows its
 * response by `nonce`.
 */
export function followStatus(response: ServerResponse, nonce: string): void {
  const writeHead = response.writeHead.bind(response) as (...all: unknown[]) => ServerResponse;
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    const wanted = asked.get(nonce);
    asked.delete(nonce);
    if (wanted === undefined || status !== 200) return writeHead(status, ...rest);
    if (wanted === 503) response.setHeader('retry-after', String(RETRY_AFTER_S));
    return writeHead(wanted, ...rest);
  }) as typeof response.writeHead;
  response.once('close', () => asked.delete(nonce));
}
