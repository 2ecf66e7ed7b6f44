import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlighted } from '../src/components/search/highlight.ts';
import { optionsFor } from '../src/components/search/option.ts';

const product = {
  sku: 'GRP-1',
  name: 'Vacuum Gripper',
  image: '',
  price: { amount: 1, currency: 'EUR' as const },
};
const category = { slug: 'grippers', name: 'Grippers', count: 14 };

describe('a suggested name', () => {
  it('shows which beginnings of its words were typed', () => {
    const typed = (name: string, words: string) =>
      highlighted(name, words).flatMap((piece) => (piece.typed ? [piece.text] : []));
    expect(typed('Vacuum Gripper', 'vac gri')).toEqual(['Vac', 'Gri']);
    expect(typed('Rasenmäher 2', 'rasenma')).toEqual(['Rasenmä']);
    expect(typed('Vacuum Gripper', 'ripper')).toEqual([]);
    expect(typed('Vacuum Gripper', '(.*')).toEqual([]);
  });

  it('is whole again when its pieces are put together, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (name, words) => {
        expect(
          highlighted(name, words)
            .map(({ text }) => text)
            .join(''),
        ).toBe(name);
      }),
    );
  });
});

describe('what the search field offers', () => {
  it('is what was searched before while nothing is typed', () => {
    expect(optionsFor(' ', undefined, ['robot cat', 'arm'])).toMatchObject([
      { kind: 'recent', text: 'robot cat', href: '/search?q=robot%20cat' },
      { kind: 'recent', text: 'arm' },
    ]);
  });

  it('is categories, then products, then all results', () => {
    const options = optionsFor('grip', { categories: [category], items: [product] }, ['arm']);
    expect(options.map(({ href }) => href)).toEqual([
      '/category/grippers',
      '/product/GRP-1',
      '/search?q=grip',
    ]);
  });

  it('is nothing when nothing fits, and until there is an answer', () => {
    expect(optionsFor('qqq', { categories: [], items: [] }, ['arm'])).toEqual([]);
    expect(optionsFor('grip', undefined, ['arm'])).toEqual([]);
  });
});
