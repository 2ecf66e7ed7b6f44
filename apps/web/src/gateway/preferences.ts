import type { IncomingMessage, ServerResponse } from 'node:http';
import { done, type Input, Locale, localeOf, localPath, Problem, parseInput, web } from '@shop/contracts';
import { cookieNames } from './cookies.ts';
import { sendJson, sendProblem } from './http.ts';

const LIFE_S = 365 * 24 * 60 * 60;

/** What somebody chose to see, kept in cookies of the browser. A form goes on to `next`, in the language chosen. */
export function setPreferences(
  given: object,
  next: string | undefined,
  response: ServerResponse,
  { form, secure }: { form: boolean; secure: boolean },
): void {
  const parsed = parseInput(web.setPreferences, { params: {}, query: {}, body: given });
  if (!parsed.ok) {
    sendProblem(response, new Problem('invalid_request', { issues: parsed.issues }));
    return;
  }
  const { language, currency, theme } = parsed.input.body as Input<typeof web.setPreferences>['body'];
  const keep = (name: string, value: string | undefined) =>
    value === undefined
      ? []
      : [`${name}=${value}; Path=/; Max-Age=${LIFE_S}; SameSite=Lax${secure ? '; Secure' : ''}`];
  const hidden = (cookie: string) => `${cookie}; HttpOnly`;
  response.setHeader('set-cookie', [
    ...keep(cookieNames.language, language).map(hidden),
    ...keep(cookieNames.currency, currency).map(hidden),
    // The page that is shown without a connection reads it for itself: no server can tell it.
    ...keep(cookieNames.theme, theme),
  ]);
  if (!form) {
    sendJson(response, 200, done);
    return;
  }
  const back = next ?? '/';
  const location = localPath(language ?? localeOf(back), back);
  response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
}

/**
 * Where a visit leads whose browser was told another language than the one of its address: English addresses name no
 * language, so a choice made before counts more. Undefined where the page is as wanted; nobody is led anywhere by what
 * his browser prefers.
 */
export function chosenElsewhere(request: IncomingMessage): string | undefined {
  const { cookie = '', accept = '' } = request.headers;
  const url = request.url ?? '/';
  const isVisit =
    request.method === 'GET' && accept.includes('text/html') && request.headers['rsc'] === undefined;
  const named = new RegExp(`(?:^|; *)${cookieNames.language}=(\\w+)`).exec(cookie)?.[1];
  const chosen = Locale.safeParse(named).data;
  if (!isVisit || chosen === undefined || url !== localPath('en', url)) return undefined;
  const there = localPath(chosen, url);
  return there === url ? undefined : there;
}
