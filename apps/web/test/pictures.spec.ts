import { describe, expect, it } from 'vitest';
import { draw } from '../src/pictures/draw.ts';
import { partDrawings } from '../src/pictures/parts.ts';
import { views } from '../src/pictures/views.ts';

describe('product pictures', () => {
  it('are the same every time, and different for different products', () => {
    const seeds = Array.from({ length: 40 }, (_, i) => `ROB-${i}`);
    const pictures = seeds.map((seed) => draw({ seed, colour: 'Coral', categories: ['robot'] }));
    expect(seeds.map((seed) => draw({ seed, colour: 'Coral', categories: ['robot'] }))).toEqual(pictures);
    expect(new Set(pictures).size).toBe(seeds.length);
  });

  it('have the colour the product comes in', () => {
    expect(draw({ seed: 'A', colour: 'Coral' })).toContain('#e5765f');
    expect(draw({ seed: 'A', colour: 'CORAL' })).toContain('#e5765f');
    expect(draw({ seed: 'A', colour: 'Octarine' })).toBe(draw({ seed: 'A' }));
  });

  it('show parts as what they are', () => {
    for (const kind of partDrawings.keys()) {
      const picture = draw({ seed: 'P-1', colour: 'Graphite', categories: ['parts', kind] });
      expect(picture).not.toBe(draw({ seed: 'P-1', colour: 'Graphite', categories: ['robot'] }));
      expect(picture).not.toMatch(/NaN|undefined/);
    }
  });

  it('show a product in several views, in the same colour in each', () => {
    const pictures = views.map((view) => draw({ seed: 'A', colour: 'Coral', categories: ['robot'], view }));
    expect(new Set(pictures).size).toBe(3);
    for (const picture of pictures) expect(picture).toContain('#e5765f');
    expect(pictures[0]).toBe(draw({ seed: 'A', colour: 'Coral', categories: ['robot'] }));
  });

  it('cannot be made to hold markup by a product’s name or colour', () => {
    const evil = '"><script>alert(1)</script>';
    expect(draw({ seed: evil, colour: evil, categories: [evil, '__proto__', 'constructor'] })).not.toContain(
      '<script',
    );
  });
});
