import { describe, expect, it } from 'vitest';
import { below, categories, median, Report, table, visitOf } from '../src/scores.ts';

/** A report as Lighthouse writes it, as far as it is read. */
const report = (performance: number, seo = 1, error?: string) =>
  Report.parse({
    ...(error === undefined ? {} : { runtimeError: { code: 'NO_FCP', message: error } }),
    categories: Object.fromEntries(
      categories.map((name) => [
        name,
        {
          score: { performance, seo }[name as string] ?? 1,
          auditRefs:
            name === 'seo'
              ? [
                  { id: 'meta-description', weight: 1 },
                  { id: 'canonical', weight: 0 },
                ]
              : [],
        },
      ]),
    ),
    audits: {
      'largest-contentful-paint': { id: 'lcp', title: 'LCP', score: 1, numericValue: 1_234.4 },
      'total-blocking-time': { id: 'tbt', title: 'TBT', score: 1, numericValue: 50 },
      'cumulative-layout-shift': { id: 'cls', title: 'CLS', score: 1, numericValue: 0.01234 },
      'meta-description': { id: 'meta-description', title: 'It has no description', score: seo },
      canonical: { id: 'canonical', title: 'not counted', score: 0 },
    },
  });

describe('what Lighthouse says of a page', () => {
  it('is read in points out of 100, with what cost some', () => {
    expect(visitOf(report(0.96, 0))).toEqual({
      scores: { performance: 96, accessibility: 100, 'best-practices': 100, seo: 0 },
      lcpMs: 1_234,
      tbtMs: 50,
      cls: 0.012,
      lost: ['meta-description: It has no description'],
    });
  });

  it('is the visit in the middle of three', () => {
    const visits = [0.99, 0.4, 0.95].map((performance) => visitOf(report(performance)));
    expect(median(visits).scores.performance).toBe(95);
  });

  it.each([
    [0.95, 1, []],
    [0.94, 1, ['performance']],
    [1, 0.99, ['seo']],
  ])('is enough or not: performance %d, SEO %d', (performance, seo, missing) => {
    expect(below(visitOf(report(performance, seo)))).toEqual(missing);
  });

  it('is a failure when the page could not be looked at', () => {
    expect(() => visitOf(report(1, 1, 'The page did not paint anything.'))).toThrow('did not paint');
  });

  it('is told in a table, a line a page', () => {
    const lines = table({ home: visitOf(report(1)), cart: visitOf(report(0.5)) }).split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatch(/^cart\s+50\s+100\s+100\s+100\s+1\.2 s\s+50 ms\s+0\.012$/);
  });
});
