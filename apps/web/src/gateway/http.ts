import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ErrorCode, Problem } from '@shop/contracts';
import { currentTrace, log } from '@shop/service/plain';

/** The most a request body may hold, in bytes. */
export const BODY_LIMIT = 100 * 1024;

const retryAfterS: Partial<Record<ErrorCode, number>> = { service_unavailable: 2, too_many_attempts: 60 };

/** Answers with problem+json. */
export function sendProblem(
  response: ServerResponse,
  problem: Problem,
  headers: Record<string, string> = {},
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (problem.status >= 500)
    log.error({ err: problem.cause ?? problem, code: problem.code }, 'request failed');
  const wait = Number(problem.facts?.['retryAfterS'] ?? retryAfterS[problem.code]);
  response.writeHead(problem.status, {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...(Number.isFinite(wait) ? { 'retry-after': String(Math.ceil(wait)) } : {}),
    ...headers,
  });
  response.end(JSON.stringify(problem.toJSON(currentTrace()?.traceId)));
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

/** The whole body, as bytes. Throws body_too_large; what is left of the body is then read and dropped. */
export function readBody(request: IncomingMessage, limit = BODY_LIMIT): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = Number(request.headers['content-length'] ?? 0) > limit ? Number.POSITIVE_INFINITY : 0;
    const tooLarge = () => {
      request.removeAllListeners('data').resume();
      reject(new Problem('body_too_large', { detail: `A body holds ${limit} bytes at the most.` }));
    };
    if (size > limit) return tooLarge();
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) return tooLarge();
      chunks.push(chunk);
    });
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.once('error', reject);
    // The client went away in the middle of it.
    request.once('close', () => reject(new Problem('invalid_request', { detail: 'The body ended early.' })));
  });
}

/**
 * Refuses what another site makes a browser send. Browsers say where a request comes from, in Origin and
 * Sec-Fetch-Site; programs that are no browsers say nothing and carry no one's cookie by accident.
 */
export function refuseCrossOrigin(request: IncomingMessage, publicOrigin: string): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new Problem('cross_origin');
  const { origin } = request.headers;
  if (origin === undefined || origin === publicOrigin) return;
  // A page that tells nobody where it is, such as the checkout, has its forms sent without an origin.
  if (origin === 'null' && site === 'same-origin') return;
  if (!URL.canParse(origin) || new URL(origin).host !== request.headers.host)
    throw new Problem('cross_origin');
}
