import type { ServerResponse } from 'node:http';

/** Pages and gateway are built apart but run in one process: this is where they meet. */
const MEETING_POINT = Symbol.for('shop.pages-unavailable');
const RETRY_AFTER_S = 5;
const shared = globalThis as { [MEETING_POINT]?: Set<string> };
shared[MEETING_POINT] ??= new Set();
const unavailable = shared[MEETING_POINT];

/**
 * Lets the page of this response say that what it shows is away: the answer is then 503 with Retry-After, for which
 * Next has no means. The page knows its response by `nonce`.
 */
export function followStatus(response: ServerResponse, nonce: string): void {
  const writeHead = response.writeHead.bind(response) as (...all: unknown[]) => ServerResponse;
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    const away = unavailable.delete(nonce) && status === 200;
    if (away) response.setHeader('retry-after', String(RETRY_AFTER_S));
    return writeHead(away ? 503 : status, ...rest);
  }) as typeof response.writeHead;
  response.once('close', () => unavailable.delete(nonce));
}
