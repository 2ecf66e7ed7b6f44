import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServiceName, serviceNames } from '@shop/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { partNames } from '../../tools/stack/src/parts.ts';
import { knownThings } from './fuzz/known.ts';
import { fuzz, type Outcome } from './fuzz/run.ts';
import { lendTokens, type Tokens } from './fuzz/tokens.ts';
import { schemathesis } from './fuzz/tool.ts';
import { figure, isLong, scale } from './support/scale.ts';
import { type OwnShop, openShop } from './support/shop.ts';

const minutes = 60_000;
/** Cases an operation gets besides those that cover its schema; FUZZ_EXAMPLES=700 makes more than 100,000 in all. */
const EXAMPLES = Number(process.env.FUZZ_EXAMPLES ?? scale(1, 40));
const AT_LEAST = scale(1_000, 5_000);
const SEED = Number(process.env.FUZZ_SEED ?? 7);
const LIMIT_MS = scale(8, 20) * minutes + EXAMPLES * 5_000;
const AT_ONCE = 2;

const tool = await schemathesis();
if ('missing' in tool) console.log(`promise R11: not measured: ${tool.missing}`);
/** The gateway has no API page: it serves the services' routes. */
const services = serviceNames.filter((name) => name !== 'web');

describe.skipIf('missing' in tool)('R11 requests drawn from the API pages', () => {
  let shop: OwnShop;
  let tokens: Tokens;
  let known: Record<string, string>;
  const folder = mkdtempSync(join(process.env.SHOPSTACK_TEST_FOLDER ?? tmpdir(), 'shopstack-fuzz-'));

  beforeAll(async () => {
    shop = await openShop({ parts: partNames.filter((name) => name !== 'web') });
    tokens = await lendTokens({ userUrl: shop.urls.user, serviceSecret: shop.at.serviceSecret });
    known = await knownThings(shop, await tokens.shopper('guest'));
  });
  afterAll(async () => {
    tokens?.close();
    rmSync(folder, { recursive: true, force: true });
    await shop?.close();
  });

  it(
    'get no answer that the API pages do not promise, at any operation',
    async () => {
      const command = 'command' in tool ? tool.command : '';
      const start = Date.now();
      const one = (service: ServiceName): Promise<Outcome> =>
        fuzz({
          command,
          service,
          url: shop.urls[service],
          tokens: tokens.url,
          known,
          examples: EXAMPLES,
          seed: SEED,
          follow: isLong,
          folder,
          limitMs: LIMIT_MS,
        });
      const waiting = [...services];
      const outcomes: Outcome[] = [];
      const worker = async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
          outcomes.push(await one(next));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, each) => total + of(each), 0);
      const cases = sum((each) => each.cases);
      const seconds = Math.round((Date.now() - start) / 1_000);
      figure(
        'R11',
        `${cases} requests at ${sum((each) => each.tested)} of ${sum((each) => each.operations)} operations of ${outcomes.length} services in ${seconds} s, seed ${SEED}; ${shop.mongo}`,
      );
      const never = outcomes.flatMap((each) => each.neverAccepted);
      if (never.length > 0) figure('R11', `always refused: ${never.join(', ')}`);
      expect(
        outcomes
          .filter(({ failures }) => failures !== '')
          .map(({ failures }) => failures)
          .join('\n'),
      ).toBe('');
      expect(sum((each) => each.tested)).toBe(sum((each) => each.operations));
      expect(cases).toBeGreaterThanOrEqual(AT_LEAST);
    },
    7 * LIMIT_MS,
  );
});
