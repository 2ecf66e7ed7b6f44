import { clean, cut, paint, type Style, screenWidth } from './screen.ts';

/** A column of a table: its heading, what stands in it, and how little of it is still worth reading. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => string | undefined;
  /** May be cut down to this many characters on a narrow screen; whole unless said. */
  readonly least?: number;
  readonly right?: boolean;
  readonly style?: (row: Row) => Style | undefined;
}

interface TableOptions<Row> {
  /** Characters a line may have; the screen's unless said. */
  readonly width?: number;
  /** What to write where a table has no room; blocks of facts unless said. */
  readonly narrow?: (rows: readonly Row[], width: number) => string;
}

const GAP = '  ';

/**
 * Rows as a table; columns in which nothing stands are left out. On a screen too narrow even for shortened cells rows
 * are written one below the other, so that nothing wraps and ids stay whole.
 */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { width = screenWidth(), narrow }: TableOptions<Row> = {},
): string {
  const cells = rows.map((row) => columns.map(({ cell }) => clean(cell(row) ?? '')));
  const used = columns.map((_, at) => at).filter((at) => cells.some((line) => line[at] !== ''));
  const widths = fit(
    used.map((at) => {
      const wide = Math.max(length(columns[at]?.head), ...cells.map((line) => length(line[at])));
      const least = columns[at]?.least;
      return { wide, least: least === undefined ? wide : Math.min(wide, least) };
    }),
    width,
  );
  if (widths === undefined) return narrow?.(rows, width) ?? blocks(rows, columns, cells, used, width);
  const line = (texts: readonly string[], style: (at: number) => Style | undefined): string =>
    used
      .map((at, place) => {
        const room = widths[place] ?? 0;
        const text = cut(texts[at] ?? '', room);
        const gap = ' '.repeat(room - length(text));
        const chosen = style(at);
        const shown = chosen === undefined ? text : paint(chosen, text);
        return columns[at]?.right === true ? gap + shown : shown + gap;
      })
      .join(GAP)
      .trimEnd();
  const head = line(
    columns.map((column) => column.head.toUpperCase()),
    () => 'dim',
  );
  return [
    head,
    ...rows.map((row, at) => line(cells[at] ?? [], (column) => columns[column]?.style?.(row))),
  ].join('\n');
}

/** Facts about one thing, a line each: `name  value`. Empty ones are left out. */
export function facts(
  pairs: readonly (readonly [string, string | undefined])[],
  width = screenWidth(),
): string {
  const shown = pairs.filter(([, value]) => value !== undefined && value !== '');
  const room = Math.max(0, ...shown.map(([name]) => length(name)));
  return shown
    .map(([name, value]) =>
      `${paint('dim', name.padEnd(room))}${GAP}${cut(clean(value ?? ''), width - room - GAP.length)}`.trimEnd(),
    )
    .join('\n');
}

const length = (text: string | undefined): number => [...(text ?? '')].length;

/** Widths that fit, taken from the columns that have the most to spare; undefined when nothing does. */
function fit(wanted: readonly { wide: number; least: number }[], width: number): number[] | undefined {
  const widths = wanted.map(({ wide }) => wide);
  const room = width - GAP.length * Math.max(0, wanted.length - 1);
  let excess = widths.reduce((sum, one) => sum + one, 0) - room;
  while (excess > 0) {
    const spare = wanted.map(({ least }, at) => (widths[at] ?? 0) - least);
    const most = Math.max(...spare);
    if (most <= 0) return undefined;
    const at = spare.indexOf(most);
    widths[at] = (widths[at] ?? 0) - 1;
    excess--;
  }
  return widths;
}

function blocks<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  cells: readonly (readonly string[])[],
  used: readonly number[],
  width: number,
): string {
  return rows
    .map((_, row) =>
      facts(
        used.map((at) => [columns[at]?.head.toLowerCase() ?? '', cells[row]?.[at]] as const),
        width,
      ),
    )
    .join('\n\n');
}
