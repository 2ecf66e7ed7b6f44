import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CLIENT_HEADER, localeOf } from '@shop/contracts';
import { log } from '@shop/service/plain';
import { followStatus } from './page-status.ts';
import { FILE_POLICY, policyOf, WORKER_POLICY } from './policy.ts';
import { chosenElsewhere } from './preferences.ts';
import type { Session, Sessions } from './session.ts';

/** The header in which a page finds its shopper; the gateway takes away what a browser sends under this name. */
export const SESSION_HEADER = 'x-shop-session';

/** Set when there is a session that cannot be opened just now: the page must not speak as if there were none. */
export const SESSION_AWAY_HEADER = 'x-shop-session-away';

export interface PageOptions {
  sessions: Sessions;
  clientAddress(request: IncomingMessage): string | undefined;
  /** The payment provider's origin, the only one that may be framed. */
  pspOrigin: string;
  development: boolean;
  render(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** The header in which next-intl looks for the language of a request. */
const LOCALE_HEADER = 'x-next-intl-locale';

/** Files that are the same for everybody, and need neither session nor policy. */
const shared = /^\/(_next\/static|robots|og\/|sitemap|favicon|icon)/;

/** The service worker, which may ask for pages. */
const isWorker = (path: string): boolean => /^\/offline-worker\.js(\?|$)/.test(path);

/** Prepares a request for Next: a fresh session in a header, a content security policy with a nonce. */
export async function handlePage(
  request: IncomingMessage,
  response: ServerResponse,
  options: PageOptions,
): Promise<void> {
  for (const name of Object.keys(request.headers))
    if (name.startsWith('x-shop-')) delete request.headers[name];
  const client = options.clientAddress(request);
  if (client !== undefined) request.headers[CLIENT_HEADER] = client;
  request.headers[LOCALE_HEADER] = localeOf(request.url ?? '/');
  if (isWorker(request.url ?? '')) {
    response.setHeader('content-security-policy', WORKER_POLICY);
  } else if (shared.test(request.url ?? '')) {
    response.setHeader('content-security-policy', FILE_POLICY);
    // Letters show our pictures too.
    response.setHeader('cross-origin-resource-policy', 'cross-origin');
  } else {
    const elsewhere = chosenElsewhere(request);
    if (elsewhere !== undefined) {
      response.writeHead(302, { location: elsewhere, 'cache-control': 'no-store' }).end();
      return;
    }
    protect(request, response, options);
    const session = await sessionOf(request, response, options.sessions);
    if (session !== undefined) {
      const { accessToken, shopper } = session;
      request.headers[SESSION_HEADER] = Buffer.from(JSON.stringify({ accessToken, shopper })).toString(
        'base64url',
      );
    }
  }
  await options.render(request, response);
}

async function sessionOf(
  request: IncomingMessage,
  response: ServerResponse,
  sessions: Sessions,
): Promise<Session | undefined> {
  try {
    const opened = await sessions.open(request.headers.cookie);
    let { session, cookie } = opened;
    // A form that is sent, such as "add to cart", needs somebody to send it for.
    if (session === undefined && request.method === 'POST') {
      session = await sessions.startGuest();
      cookie = session;
    }
    if (cookie !== undefined) response.setHeader('set-cookie', await sessions.cookie(cookie));
    return session;
  } catch (error) {
    log.warn({ err: error }, 'the session could not be opened, the page is shown without');
    request.headers[SESSION_AWAY_HEADER] = '1';
    return undefined;
  }
}

function protect(
  request: IncomingMessage,
  response: ServerResponse,
  { pspOrigin, development }: PageOptions,
): void {
  const nonce = randomBytes(16).toString('base64');
  const policy = policyOf(request.url ?? '/', { nonce, pspOrigin, development });
  // Next reads the nonce from the request and puts it on its own scripts.
  request.headers['content-security-policy'] = policy;
  request.headers['x-shop-nonce'] = nonce;
  response.setHeader('content-security-policy', policy);
  followStatus(response, nonce);
}
