import { createWriteStream, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { z } from 'zod';

const ROTATE_BYTES = 20_000_000;
const COLOURS = [
  'cyan',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyanBright',
  'greenBright',
  'yellowBright',
] as const;
const WIDTH = 9;

/** Where the lines of all processes go: a file each, and, once told to, the terminal with the process's name before each line. */
export interface Logs {
  write(process: string, text: string): void;
  /** From now on the lines are shown as well. */
  show(): void;
  readonly folder: string;
}

export function openLogs(stackFolder: string): Logs {
  const folder = join(stackFolder, 'log');
  mkdirSync(folder, { recursive: true });
  const files = new Map<string, WriteStream>();
  let shown = false;
  return {
    folder,
    show: () => {
      shown = true;
    },
    write(process, text) {
      let file = files.get(process);
      if (file === undefined) {
        file = openLog(join(folder, `${process}.log`));
        files.set(process, file);
      }
      file.write(`${text}\n`);
      if (shown) console.log(`${prefix(process, [...files.keys()].indexOf(process))} ${readable(text)}`);
    },
  };
}

function openLog(path: string): WriteStream {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > ROTATE_BYTES) renameSync(path, `${path}.old`);
  return createWriteStream(path, { flags: 'a' });
}

function prefix(process: string, index: number): string {
  return styleText(COLOURS[index % COLOURS.length] ?? 'white', `${process.padEnd(WIDTH)} |`);
}

const Line = z.looseObject({
  level: z.union([z.string(), z.number()]),
  msg: z.string().optional(),
  err: z.looseObject({ message: z.string() }).optional(),
});
const LEVELS: Readonly<Record<number, string>> = {
  10: 'trace',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};
// The process's name stands before the line, and the time of a terminal is now.
const LEFT_OUT = new Set(['level', 'time', 'service', 'version', 'msg', 'err', 'pid', 'hostname']);

/** A line of JSON as a person reads it: level, message, then the rest as name=value. Other lines stay as they are. */
export function readable(text: string): string {
  if (!text.startsWith('{')) return text;
  try {
    const line = Line.parse(JSON.parse(text));
    const level = typeof line.level === 'number' ? (LEVELS[line.level] ?? String(line.level)) : line.level;
    const rest = Object.entries(line)
      .filter(([name]) => !LEFT_OUT.has(name))
      .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
    return [level.padEnd(5), line.msg, line.err?.message, ...rest].filter(Boolean).join(' ');
  } catch {
    return text;
  }
}
