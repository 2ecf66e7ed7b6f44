import type { EntityManager } from 'typeorm';
import { v5 as uuid } from 'uuid';

const NAMESPACE = '8c2b7d0e-5f5b-4a52-9a2e-1f3d5b7c9e11';
const authors = [
  'Ada',
  'Grace',
  'Isaac',
  'Karel',
  'Joanna',
  'Alan',
  'Hedy',
  'Radia',
  'Edsger',
  'Margaret',
  'Linus',
  'Susan',
];
const said: [score: number, title: string, text: string][] = [
  [
    5,
    'Does what it says, quietly',
    'Unpacked it on Friday, forgot about it by Sunday. That is the best thing I can say about a robot.',
  ],
  [
    5,
    'The neighbours want one',
    'Two of them have asked for the model number already. Build quality is excellent.',
  ],
  [5, 'A small marvel', 'I was sceptical at the price, and I was wrong.'],
  [4, 'Very good, could be lighter', 'Strong and reliable. Carrying it up three floors was a workout.'],
  [4, 'Good value', 'Arrived a day early and well packed. The manual could use a few more pictures.'],
  [
    4,
    'Solid',
    'Three weeks in daily use and not a single fault. The colour is a little darker than in the picture.',
  ],
  [3, 'Decent', 'Works as described. The set-up took me longer than the twenty minutes they promise.'],
  [3, 'Loud at first', 'The motors are noisy for the first hours and settle down afterwards.'],
  [
    2,
    'Not for every day',
    'Fine for small jobs, slow at larger ones. Support was friendly about the return.',
  ],
  [1, 'Came with a dented panel', 'It works, but I had hoped for better. A new panel is on its way.'],
];
const MOST_REVIEWS = 9;

/** A number that is always the same for a text. */
const spread = (text: string): number =>
  [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 99_991, 7);

/** Some reviews of these products, the same every time; every third product has none yet. Run again it changes nothing. */
export async function addDemoReviews(manager: EntityManager, skus: string[]): Promise<string[]> {
  const rated = skus.filter((sku) => spread(sku) % 3 !== 0);
  const rows = rated.flatMap((sku) => {
    const p = spread(sku);
    return Array.from({ length: 1 + (p % MOST_REVIEWS) }, (_, i) => {
      // Seven and ten have no common factor: no product has the same review twice.
      const pick = (p + i * 7) % said.length;
      const [score, title, text] = said[pick] as (typeof said)[number];
      const author = authors[(p + i) % authors.length] as string;
      const at = new Date(Date.UTC(2026, 9, 1 + ((p + i * 3) % 45), 8 + i, p % 60));
      const authorId = uuid(`author:${author}`, NAMESPACE);
      return [
        uuid(`review:${sku}:${i}`, NAMESPACE),
        sku,
        authorId,
        author,
        score,
        title,
        text,
        i % 3 !== 2,
        'published',
        0,
        at,
        at,
      ];
    });
  });
  await manager.query(
    `INSERT IGNORE INTO reviews (id, sku, author_id, author, score, title, text, verified, status, reports, created_at, updated_at) VALUES ?`,
    [rows],
  );
  await manager.query(
    `INSERT INTO tallies (sku, s1, s2, s3, s4, s5, version)
     SELECT sku, SUM(score = 1), SUM(score = 2), SUM(score = 3), SUM(score = 4), SUM(score = 5), 1
     FROM reviews WHERE status = 'published' GROUP BY sku`,
  );
  return rated;
}
