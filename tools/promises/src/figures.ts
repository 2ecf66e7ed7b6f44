/** One measured figure of a promise. */
export interface Figure {
  /** `R3`. */
  readonly id: string;
  readonly measured: string;
}

const LINE = /^promise (R\d+): (.+)$/;

/** The figure that a line of a run tells, if it is one: `promise R3: 1000 keys, 1000 orders, 41 s`. */
export function figureOf(line: string): Figure | undefined {
  const [, id, measured] = LINE.exec(withoutColours(line).trim()) ?? [];
  return id === undefined || measured === undefined ? undefined : { id, measured };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins a colour is one.
const withoutColours = (line: string): string => line.replace(/\x1b\[[0-9;]*m/g, '');

/** By number, then as they came. */
export const inOrder = (figures: readonly Figure[]): Figure[] =>
  [...figures].sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));

/** The figures as a table for a terminal, each broken into lines of `width` characters at the most. */
export function table(figures: readonly Figure[], width: number): string {
  let before = '';
  return inOrder(figures)
    .flatMap(({ id, measured }) => {
      const lines = wrap(measured, Math.max(30, width - 5)).map((text, index) =>
        `${(index === 0 && id !== before ? id : '').padEnd(5)}${text}`.trimEnd(),
      );
      before = id;
      return lines;
    })
    .join('\n');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
