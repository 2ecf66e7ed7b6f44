import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { log } from '@shop/service/plain';
import { register } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemOf } from '../src/gateway/api.ts';
import { sendProblem } from '../src/gateway/http.ts';
import { policyOf } from '../src/gateway/policy.ts';
import { REPORTS, takeReport } from '../src/gateway/reports.ts';

log.level = 'silent';
const server = createServer((request, response) => {
  takeReport(request.url ?? '', request, response).catch((error: unknown) =>
    sendProblem(response, problemOf(error)),
  );
});
let at = '';
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const tell = async (path: string, report: unknown) =>
  (await fetch(at + path, { method: 'POST', body: JSON.stringify(report) })).status;
const counted = async (line: string) => {
  const found = (await register.metrics()).split('\n').find((one) => one.startsWith(`${line} `));
  return Number(found?.split(' ').at(-1) ?? 0);
};

describe('what browsers tell', () => {
  it('is a breach of the policy, in both of the ways that browsers have', async () => {
    const modern = {
      type: 'csp-violation',
      body: { effectiveDirective: 'script-src-elem', blockedURL: 'inline' },
    };
    expect(await tell(REPORTS.violations, [modern, { type: 'deprecation', body: {} }])).toBe(204);
    expect(await tell(REPORTS.violations, { 'csp-report': { 'effective-directive': 'script-src' } })).toBe(
      204,
    );
    expect(await counted('csp_violations_total{directive="script-src"}')).toBe(2);
  });

  it('is how quick a page was, by what sort of page it is', async () => {
    const report = [
      { name: 'LCP', value: 1_240.5, page: 'product' },
      { name: 'CLS', value: 0.004, page: 'product' },
    ];
    expect(await tell(REPORTS.vitals, report)).toBe(204);
    expect(await counted('web_vital_seconds_sum{name="LCP",page="product"}')).toBeCloseTo(1.2405);
    expect(await counted('web_vital_layout_shift_bucket{le="0.01",page="product"}')).toBe(1);
  });

  it.each([
    ['no report', REPORTS.vitals, { name: 'LCP' }],
    ['a page that there is not', REPORTS.vitals, [{ name: 'LCP', value: 1, page: 'x'.repeat(50) }]],
    [
      'more than a browser has to say',
      REPORTS.vitals,
      Array(100).fill({ name: 'LCP', value: 1, page: 'home' }),
    ],
    ['no breach', REPORTS.violations, 'hello'],
  ])('is refused when it is %s', async (_, path, report) => {
    expect(await tell(path, report)).toBe(400);
  });

  it('is taken at these two addresses and by POST alone', async () => {
    expect(await tell('/reports/anything', [])).toBe(404);
    expect((await fetch(at + REPORTS.vitals)).status).toBe(405);
    expect(await tell(REPORTS.violations, ['x'.repeat(200_000)])).toBe(413);
  });
});

describe('the policy of a page', () => {
  const of = (path: string) =>
    new Map(
      policyOf(path, { nonce: 'n0nce', pspOrigin: 'https://psp.test', development: false })
        .split('; ')
        .map((part) => [part.split(' ')[0], part] as const),
    );

  it('runs and styles nothing that is not ours, and says where a breach is told', () => {
    const policy = of('/product/BOT');
    expect(policy.get('script-src')).toBe("script-src 'self' 'nonce-n0nce' 'strict-dynamic'");
    expect(policy.get('style-src')).toBe("style-src 'self' 'nonce-n0nce'");
    expect(policy.get('style-src-attr')).toBe("style-src-attr 'none'");
    expect(policy.get('default-src')).toBe("default-src 'none'");
    expect(policy.get('report-to')).toBe('report-to csp');
  });

  it('lets the charts of the admin measure themselves, and them alone', () => {
    expect(of('/admin?days=7').get('style-src-attr')).toContain('unsafe-inline');
    expect(of('/administrator').get('style-src-attr')).toBe("style-src-attr 'none'");
  });
});
