import { catalogue, pathOf } from '@shop/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chosenIn,
  type FilterWords,
  filterOf,
  hrefWith,
  type ListParams,
} from '../src/components/list-params.ts';

const paramsOf = (href: string): ListParams => {
  const { searchParams } = new URL(href, 'http://shop.test');
  return Object.fromEntries([...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]));
};

const say: FilterWords = {
  attribute: (name, value) => `${name}: ${value}`,
  inStock: 'In stock',
  rating: (score) => `${score} stars and more`,
  price: (min, max) => `€${min} to €${max}`,
};

describe('the address of a list', () => {
  it('says euros and is asked for in cents', () => {
    expect(filterOf({ min: '19.90', max: '1000' })).toMatchObject({ minPrice: 1990, maxPrice: 100_000 });
  });

  it('leaves out what makes no sense', () => {
    const filter = filterOf({
      page: '-3',
      sort: 'luck',
      rating: '9',
      min: 'cheap',
      max: '-1',
      category: 'A B',
      attribute: 'red',
    });
    expect(filter).toEqual({ size: 24, page: 1, attribute: [] });
  });

  it('is always one the catalogue understands, whatever is typed into it', () => {
    const name = fc.constantFrom(
      'page',
      'sort',
      'rating',
      'min',
      'max',
      'category',
      'attribute',
      'inStock',
      'other',
    );
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.integer().map(String),
      fc.array(fc.string()),
    );
    fc.assert(
      fc.property(fc.dictionary(name, value), (params) => {
        const filter = filterOf(params);
        const { error } = catalogue.listProducts.query.safeParse(
          Object.fromEntries(
            new URL(pathOf(catalogue.listProducts, { query: filter }), 'http://x').searchParams,
          ),
        );
        // A control character in an attribute is refused by the catalogue as a mistake of the caller; nothing else is.
        expect(error?.issues.filter(({ path }) => path[0] !== 'attribute') ?? []).toEqual([]);
      }),
    );
  });

  it('goes back to the first page when something but the page changes', () => {
    const params = { q: 'rover', page: '3', attribute: ['Colour:Black', 'Colour:White'] };
    expect(paramsOf(hrefWith('/search', params, { sort: 'price' }))).toEqual({
      q: ['rover'],
      attribute: ['Colour:Black', 'Colour:White'],
      sort: ['price'],
    });
    expect(paramsOf(hrefWith('/search', params, { page: '4' }))['page']).toEqual(['4']);
    expect(hrefWith('/search', { page: '2' }, { page: '1' })).toBe('/search');
  });

  it('offers each filter that is on to be taken away alone', () => {
    const params = {
      attribute: ['Colour:Black', 'Power:Solar'],
      min: '10',
      max: '20',
      rating: '4',
      inStock: '1',
      category: 'arms',
    };
    const chosen = chosenIn('/search', params, [{ slug: 'arms', name: 'Arms', count: 14 }], say);
    expect(chosen.map(({ text }) => text)).toEqual([
      'Colour: Black',
      'Power: Solar',
      'Arms',
      '€10 to €20',
      '4 stars and more',
      'In stock',
    ]);
    for (const { href } of chosen) {
      expect(
        chosenIn('/search', paramsOf(href), [{ slug: 'arms', name: 'Arms', count: 14 }], say),
      ).toHaveLength(5);
    }
  });
});
