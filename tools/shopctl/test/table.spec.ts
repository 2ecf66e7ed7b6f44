import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clean, cut, lasting, money } from '../src/screen.ts';
import { type Column, facts, table } from '../src/table.ts';

interface Row {
  id: string;
  text: string;
  number: number;
}
const columns: Column<Row>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'n', cell: ({ number }) => String(number), right: true },
  { head: 'none', cell: () => '' },
  { head: 'text', cell: ({ text }) => text, least: 6 },
];
const rows: Row[] = [
  { id: 'short', text: 'a text of thirty characters…!!', number: 7 },
  { id: 'a-longer-id', text: 'b', number: 1234 },
];

describe('a table', () => {
  it('is as wide as what stands in it, without columns in which nothing does', () => {
    expect(table(rows, columns, { width: 100 })).toBe(
      [
        'ID              N  TEXT',
        'short           7  a text of thirty characters…!!',
        'a-longer-id  1234  b',
      ].join('\n'),
    );
  });

  it('shortens what may be shortened on a narrow screen', () => {
    expect(table(rows, columns, { width: 30 })).toBe(
      ['ID              N  TEXT', 'short           7  a text of …', 'a-longer-id  1234  b'].join('\n'),
    );
  });

  it('becomes blocks of lines where even that is too wide', () => {
    expect(table(rows, columns, { width: 20 })).toBe(
      [
        'id    short',
        'n     7',
        'text  a text of thi…',
        '',
        'id    a-longer-id',
        'n     1234',
        'text  b',
      ].join('\n'),
    );
  });

  it('never has a line that is wider than the screen, and never loses an id', () => {
    const row = fc.record({ id: fc.stringMatching(/^[a-z0-9]{1,30}$/), text: fc.string(), number: fc.nat() });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), fc.integer({ min: 40, max: 200 }), (some, width) => {
        const text = table(some, columns, { width });
        for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(width);
        for (const { id } of some) expect(text).toContain(id);
      }),
    );
  });
});

/** Letters, and all that is none: the control and format characters are among the first of them. */
const codePoint = fc.integer({ min: 0, max: 0x2070 }).map((code) => String.fromCodePoint(code));

describe('what is shown', () => {
  it('cannot move the cursor, colour the screen or turn its text around', () => {
    expect(clean('a\u001b[2J\u202eb\u009b31mc\r\nd\te\u0000')).toBe(
      'a\\u001b[2J\\u202eb\\u009b31mc⏎d e\\u0000',
    );
    fc.assert(
      fc.property(fc.string({ unit: codePoint }), (text) => {
        expect(clean(text)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it('is for people: money, lengths of time, facts, what was cut off', () => {
    expect([4711, 5, -250].map((amount) => money({ amount, currency: 'EUR' }))).toEqual([
      '47.11 EUR',
      '0.05 EUR',
      '-2.50 EUR',
    ]);
    expect([0, 45_000, 119_000, 120_000, 3_600_000, 200_000_000].map(lasting)).toEqual([
      '0 s',
      '45 s',
      '119 s',
      '2 min',
      '1 h',
      '2 d',
    ]);
    expect(
      facts(
        [
          ['one', '1'],
          ['three', undefined],
          ['seven', 'x'],
        ],
        80,
      ),
    ).toBe('one    1\nseven  x');
    expect(cut('four 🤖🤖', 6)).toBe('four …');
  });
});
