import type { IncomingMessage, ServerResponse } from 'node:http';
import { Problem } from '@shop/contracts';
import { metricOnce } from '@shop/health/http-metrics';
import { log } from '@shop/service/plain';
import { Counter, Histogram } from 'prom-client';
import { z } from 'zod';
import { readBody } from './http.ts';

/** Where browsers tell what they noticed. */
export const REPORTS = { violations: '/reports/csp', vitals: '/reports/vitals' } as const;

const MINUTE_MS = 60_000;
/** Reports are written by anybody: more than this a minute are counted and not logged. */
const LOGGED_A_MINUTE = 20;
const MOST_IN_ONE = 20;

const short = z
  .string()
  .transform((text) => text.slice(0, 200))
  .optional();
/** A breach as `report-to` and as the older `report-uri` tell it. */
const Modern = z.object({
  documentURL: short,
  blockedURL: short,
  effectiveDirective: short,
  sourceFile: short,
});
const Older = z.object({
  'document-uri': short,
  'blocked-uri': short,
  'effective-directive': short,
  'source-file': short,
});
const Breaches = z.union([
  z.array(z.object({ type: z.string(), body: Modern })).max(MOST_IN_ONE),
  z.object({ 'csp-report': Older }),
]);

/** What somebody felt on a page, by the names of web.dev/vitals: milliseconds, for CLS a share. */
const Vitals = z
  .array(
    z.object({
      name: z.enum(['LCP', 'CLS', 'INP', 'FCP', 'TTFB']),
      value: z.number().min(0).max(600_000),
      page: z.enum(['home', 'list', 'product', 'cart', 'checkout', 'other']),
    }),
  )
  .max(MOST_IN_ONE);

const directives = [
  'script-src',
  'style-src',
  'img-src',
  'connect-src',
  'frame-src',
  'font-src',
  'form-action',
];
const breaches = metricOnce(
  'csp_violations_total',
  () =>
    new Counter({
      name: 'csp_violations_total',
      help: 'Breaches of the content security policy that browsers told',
      labelNames: ['directive'] as const,
    }),
);
const vitals = {
  seconds: metricOnce(
    'web_vital_seconds',
    () =>
      new Histogram({
        name: 'web_vital_seconds',
        help: 'LCP, INP, FCP and TTFB as browsers measured them',
        labelNames: ['name', 'page'] as const,
        buckets: [0.05, 0.1, 0.2, 0.5, 0.8, 1.2, 1.8, 2.5, 4, 6, 10],
      }),
  ),
  shift: metricOnce(
    'web_vital_layout_shift',
    () =>
      new Histogram({
        name: 'web_vital_layout_shift',
        help: 'CLS as browsers measured it',
        labelNames: ['page'] as const,
        buckets: [0.001, 0.01, 0.02, 0.05, 0.1, 0.25, 1],
      }),
  ),
};

let minute = { since: 0, logged: 0 };

/** Takes a browser's report: 204. Throws invalid_request, body_too_large, route_not_found. */
export async function takeReport(
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const taking = { [REPORTS.violations]: noteBreaches, [REPORTS.vitals]: noteVitals }[path];
  if (taking === undefined) throw new Problem('route_not_found');
  if (request.method !== 'POST') throw new Problem('method_not_allowed');
  taking(parsed((await readBody(request)).toString('utf8')));
  response.writeHead(204, { 'cache-control': 'no-store' }).end();
}

function noteBreaches(report: unknown): void {
  const read = Breaches.safeParse(report);
  if (!read.success) throw new Problem('invalid_request');
  const all = Array.isArray(read.data)
    ? read.data.filter(({ type }) => type === 'csp-violation').map(({ body }) => body)
    : [read.data['csp-report']].map((one) => ({
        documentURL: one['document-uri'],
        blockedURL: one['blocked-uri'],
        effectiveDirective: one['effective-directive'],
        sourceFile: one['source-file'],
      }));
  for (const breach of all) {
    const { effectiveDirective = '' } = breach;
    breaches.inc({ directive: directives.find((name) => effectiveDirective.startsWith(name)) ?? 'other' });
    if (Date.now() - minute.since > MINUTE_MS) minute = { since: Date.now(), logged: 0 };
    if (++minute.logged <= LOGGED_A_MINUTE)
      log.warn({ breach }, 'a browser tells a breach of the page policy');
  }
}

function noteVitals(report: unknown): void {
  const read = Vitals.safeParse(report);
  if (!read.success) throw new Problem('invalid_request');
  for (const { name, value, page } of read.data) {
    if (name === 'CLS') vitals.shift.observe({ page }, value);
    else vitals.seconds.observe({ name, page }, value / 1000);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem('invalid_request', { detail: 'The report is not JSON.', cause: error });
  }
}
