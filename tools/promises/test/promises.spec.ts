import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { root } from '../../stack/src/root.ts';
import { figureOf, table } from '../src/figures.ts';
import { chosen, provenBy } from '../src/promises.ts';

let folder: string | undefined;
afterEach(() => folder && rmSync(folder, { recursive: true, force: true }));

describe('a figure', () => {
  it('is a line that says of which promise it is, coloured or not', () => {
    expect(figureOf('promise R3: 60 keys, 14 s')).toEqual({ id: 'R3', measured: '60 keys, 14 s' });
    expect(figureOf('\u001b[22m\u001b[39mpromise R12: 10,000 messages')).toEqual({
      id: 'R12',
      measured: '10,000 messages',
    });
    for (const line of ['a promise R3: no', 'promise: none', 'promise R3', '✓ R3 60 keys'])
      expect(figureOf(line)).toBeUndefined();
  });

  it('stands in a table by number, broken where the line ends', () => {
    const measured = 'forty-four orders and as many charges, ten of them refunded';
    const shown = table(
      [
        { id: 'R12', measured },
        { id: 'R3', measured: 'one' },
        { id: 'R3', measured: 'two' },
      ],
      40,
    );
    expect(shown.split('\n')).toEqual([
      'R3   one',
      '     two',
      'R12  forty-four orders and as many',
      '     charges, ten of them refunded',
    ]);
  });
});

describe('a promise', () => {
  it('is found by its title, also in the files that a spec takes its tests from', () => {
    folder = mkdtempSync(join(tmpdir(), 'shopstack-promises-'));
    mkdirSync(join(folder, 'tests/promises/parts'), { recursive: true });
    const put = (path: string, text: string) =>
      writeFileSync(join(folder ?? '', 'tests/promises', path), text);
    put('one.spec.ts', "import { part } from './parts/part.ts';\nit('R4 of one', part);");
    put('parts/part.ts', 'it(`R5 of a part`, () => undefined);');
    put('other.spec.ts', "it('nothing of R6', () => undefined); it('R4 again', () => undefined);");
    expect(Object.fromEntries(provenBy(folder))).toEqual({
      R4: ['tests/promises/one.spec.ts', 'tests/promises/other.spec.ts'],
      R5: ['tests/promises/one.spec.ts'],
    });
  });

  it('that nothing measures is refused with those that something does', () => {
    const proven = new Map([
      ['R12', ['a']],
      ['R3', ['b']],
    ]);
    expect(chosen(['r3'], proven)).toEqual(['R3']);
    expect(() => chosen(['R3', 'R99'], proven)).toThrow(
      'There is no runnable check of R99. There is one of R3, R12; docs/promises.md has the others.',
    );
  });

  it('of this repository is measured by at least these', () => {
    const proven = provenBy(root);
    for (const id of ['R3', 'R4', 'R5', 'R8']) expect(proven.get(id)?.length).toBeGreaterThan(0);
  });
});
