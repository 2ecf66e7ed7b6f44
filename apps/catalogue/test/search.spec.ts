import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MiniSearchIndex } from '../src/search/mini-search.index.ts';
import { definition, MAPPING_VERSION } from '../src/search/open-search.schema.ts';
import { aSearchIndex } from './search.contract.ts';

describe('the index in memory', () => aSearchIndex(async () => new MiniSearchIndex()));

it('the mapping has a version of its own: who changes it counts the version up, and puts the new sum here', () => {
  const sum = createHash('sha256').update(JSON.stringify(definition)).digest('hex').slice(0, 12);
  expect([MAPPING_VERSION, sum]).toEqual([1, '0574830602d5']);
});
