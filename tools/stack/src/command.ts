import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';

// Debian keeps servers out of an ordinary user's PATH; Homebrew and MySQL's own packages have places of their own.
const MORE_PLACES = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/sbin',
  '/opt/homebrew/bin',
  '/opt/homebrew/sbin',
  '/usr/local/mysql/bin',
];

/** Full path of the first of `names` that is installed, or undefined. */
export async function find(...names: string[]): Promise<string | undefined> {
  const places = [
    ...(process.env.PATH ?? '').split(delimiter).filter((place) => place !== ''),
    ...MORE_PLACES,
  ];
  for (const name of names) {
    for (const place of places) {
      const path = join(place, name);
      if (await isExecutable(path)) return path;
    }
  }
  return undefined;
}

export async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

export interface CommandOptions {
  readonly timeoutMs: number;
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}

/** Standard output of a command that ends by itself. Throws with what it wrote when it fails or takes longer than its limit. */
export async function output(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<string> {
  const { timeoutMs, ...rest } = options;
  const { stdout } = await execa(command, args, {
    ...rest,
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    stdin: 'ignore',
  });
  return stdout;
}

/** Whether the command ends with status 0 within its limit. */
export async function succeeds(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<boolean> {
  return output(command, args, options).then(
    () => true,
    () => false,
  );
}
