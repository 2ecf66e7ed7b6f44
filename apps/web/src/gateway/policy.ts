import type { ServerResponse } from 'node:http';
import { REPORTS } from './reports.ts';

export interface PolicyOptions {
  nonce: string;
  /** The payment provider's origin, the only one that may be framed. */
  pspOrigin: string;
  development: boolean;
}

/** The content security policy of a page: what it may run, load, frame and send to, and where a breach is told. */
export function policyOf(path: string, { nonce, pspOrigin, development }: PolicyOptions): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    // The library that draws charts for the admin measures them in attributes; pages of the shop have none.
    `style-src-attr ${isAdmin(path) || development ? "'unsafe-inline'" : "'none'"}`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    "manifest-src 'self'",
    "worker-src 'self'",
    `frame-src ${pspOrigin}`,
    "frame-ancestors 'none'",
    "form-action 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    'report-to csp',
    `report-uri ${REPORTS.violations}`,
  ].join('; ');
}

/** The same for what is no page, such as a picture: it may do nothing at all if somebody opens it by itself. */
export const FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

/** The same for the service worker, which passes on what a page asks for. */
export const WORKER_POLICY = "default-src 'none'; connect-src 'self'";

const off = ['camera', 'microphone', 'geolocation', 'usb', 'serial', 'midi', 'display-capture'];
/** Nobody but the payment provider, whose frame may ask the bank. */
const permissions = (pspOrigin: string): string =>
  [
    ...[...off, 'browsing-topics', 'interest-cohort'].map((name) => `${name}=()`),
    `payment=(self "${pspOrigin}")`,
  ].join(', ');

/** Headers of every answer, whatever it is. */
export function harden(response: ServerResponse, options: { pspOrigin: string; secure: boolean }): void {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'strict-origin-when-cross-origin');
  response.setHeader('permissions-policy', permissions(options.pspOrigin));
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('reporting-endpoints', `csp="${REPORTS.violations}"`);
  if (options.secure) response.setHeader('strict-transport-security', 'max-age=31536000');
}

const isAdmin = (path: string): boolean => /^\/admin(?:[/?]|$)/.test(path);
