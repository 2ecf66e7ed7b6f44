import { afterAll, describe } from 'vitest';
import { unique } from '../../../tests/support/stores.ts';
import { OpenSearchIndex } from '../src/search/open-search.index.ts';
import { OpenSearchStore } from '../src/search/open-search.store.ts';
import { aSearchIndex } from './search.contract.ts';

const url = process.env['SEARCH_TEST_URL'];
if (url === undefined)
  console.warn(
    'SKIPPED: nothing of OpenSearch is tested. `node tools/bootstrap.mjs search --test` starts one and tests with it.',
  );

describe.skipIf(url === undefined)('the index on OpenSearch', () => {
  const stores: OpenSearchStore[] = [];
  /** An empty index behind an alias of its own. */
  const freshStore = async () => {
    const store = new OpenSearchStore({
      url: url ?? '',
      user: 'admin',
      alias: unique('test').replace('_', '-'),
    });
    stores.push(store);
    await store.point(await store.create());
    return store;
  };
  afterAll(async () => {
    for (const store of stores) {
      await store.dropAllBut('');
      await store.close();
    }
  });

  aSearchIndex(async () => new OpenSearchIndex(await freshStore()));
});
