import { z } from 'zod';

export const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
export type Category = (typeof categories)[number];

/** What a page has to reach, out of 100. */
export const wanted: Readonly<Record<Category, number>> = {
  performance: 95,
  accessibility: 100,
  'best-practices': 100,
  seo: 100,
};

const score = z.object({ score: z.number().nullable() });
const audit = z.object({ id: z.string(), title: z.string(), score: z.number().nullable() });
const metric = z.object({ numericValue: z.number() });

/** As much of Lighthouse's report as is looked at. */
export const Report = z.object({
  runtimeError: z.object({ message: z.string() }).optional(),
  categories: z.record(
    z.enum(categories),
    score.extend({ auditRefs: z.array(z.object({ id: z.string(), weight: z.number() })) }),
  ),
  audits: z.record(z.string(), audit.loose()),
});
export type Report = z.infer<typeof Report>;

/** What one visit measured. */
export interface Visit {
  scores: Record<Category, number>;
  /** Largest contentful paint and blocking time in milliseconds, layout shift as it is. */
  lcpMs: number;
  tbtMs: number;
  cls: number;
  /** Audits that cost points, in words. */
  lost: string[];
}

/** The figures of a report; fails when Lighthouse could not look at the page. */
export function visitOf(report: Report): Visit {
  if (report.runtimeError !== undefined) throw new Error(report.runtimeError.message);
  const number = (id: string) => metric.parse(report.audits[id]).numericValue;
  const scores = Object.fromEntries(
    categories.map((name) => [name, Math.round((report.categories[name].score ?? 0) * 100)]),
  ) as Record<Category, number>;
  const counted = categories.flatMap((name) =>
    report.categories[name].auditRefs.filter(({ weight }) => weight > 0),
  );
  const lost = counted.flatMap(({ id }) => {
    const seen = report.audits[id];
    return seen?.score === null || seen === undefined || seen.score >= 0.9 ? [] : [`${id}: ${seen.title}`];
  });
  return {
    scores,
    lcpMs: Math.round(number('largest-contentful-paint')),
    tbtMs: Math.round(number('total-blocking-time')),
    cls: Math.round(number('cumulative-layout-shift') * 1_000) / 1_000,
    lost,
  };
}

/** The visit in the middle, by performance: one slow moment of the machine does not count, nor does a lucky one. */
export function median(visits: readonly Visit[]): Visit {
  const sorted = [...visits].sort((a, b) => a.scores.performance - b.scores.performance);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('There was no visit.');
  return middle;
}

/** The categories in which a page stays below what is wanted. */
export const below = ({ scores }: Visit): Category[] =>
  categories.filter((name) => scores[name] < wanted[name]);

/** The figures of all pages, a line each. */
export function table(pages: Readonly<Record<string, Visit>>): string {
  const head = ['page', ...categories, 'LCP', 'TBT', 'CLS'];
  const rows = Object.entries(pages).map(([name, { scores, lcpMs, tbtMs, cls }]) => [
    name,
    ...categories.map((category) => String(scores[category])),
    `${(lcpMs / 1_000).toFixed(1)} s`,
    `${tbtMs} ms`,
    String(cls),
  ]);
  const width = (column: number) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0));
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(width(column)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
