import { describe, expect, it } from 'vitest';
import { attributeWordsOf, originals } from '../src/i18n/attributes.ts';

const german = attributeWordsOf('de', [
  {
    name: 'Colour',
    names: { de: 'Farbe' },
    products: 3,
    values: [
      { value: 'Copper', names: { de: 'Kupfer' }, products: 2 },
      { value: 'constructor', names: {}, products: 1 },
    ],
  },
  { name: 'Size', names: {}, products: 0, values: [{ value: 'Copper', names: {}, products: 0 }] },
]);

describe('what a product says of itself', () => {
  it('is in German as far as the merchant has a word for it', () => {
    expect([german.name('Colour'), german.value('Colour', 'Copper')]).toEqual(['Farbe', 'Kupfer']);
    expect([german.name('Size'), german.value('Size', 'Copper')]).toEqual(['Size', 'Copper']);
    expect(german.value('Colour', 'constructor')).toBe('constructor');
    expect([german.name('Power'), german.value('Power', 'Solar')]).toEqual(['Power', 'Solar']);
  });

  it('is written small within an English sentence alone', () => {
    expect([originals.within('Colour', 'Copper'), german.within('Colour', 'Copper')]).toEqual([
      'copper',
      'Kupfer',
    ]);
  });
});
