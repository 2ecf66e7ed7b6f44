import type { Problem, Rehearsal } from './rehearsal.ts';

/** Columns of text, each as wide as its widest cell; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => String(row[column] ?? '').length)));
  const line = (row: readonly (string | number)[]) =>
    row
      .map((cell, column) =>
        typeof cell === 'number'
          ? String(cell).padStart(widths[column] ?? 0)
          : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}

/** What a person reads: a line an Application, then every problem with what to do. */
export function reportOf({ rows, problems }: Rehearsal): string {
  const objects = rows.reduce((sum, row) => sum + row.objects, 0);
  const lines = rows.map((row) => [row.application, row.objects, row.problems]);
  const found = merged(problems);
  return [
    table(['Application', 'objects', 'problems'], lines),
    ...found.map(wording),
    `\n${rows.length} Applications, ${objects} objects, ${found.length === 0 ? 'no problem' : count(found.length)}.`,
  ].join('\n');
}

const count = (number: number) => (number === 1 ? 'one problem' : `${number} problems`);

type Merged = Omit<Problem, 'environment' | 'application'> & { where: Set<string> };

/** The same problem of two environments is one. */
function merged(problems: readonly Problem[]): Merged[] {
  const found = new Map<string, Merged>();
  for (const { environment, application, ...rest } of problems) {
    const key = JSON.stringify(rest);
    const before = found.get(key) ?? { ...rest, where: new Set<string>() };
    before.where.add(application ?? environment);
    found.set(key, before);
  }
  return [...found.values()];
}

function wording({ file, object, rule, says, advice, where }: Merged): string {
  const names = [...where].filter((name) => name !== '').join(', ');
  return `\n${rule}: ${object} in ${file}${names === '' ? '' : ` (${names})`}\n  ${says}\n  ${advice}`;
}
