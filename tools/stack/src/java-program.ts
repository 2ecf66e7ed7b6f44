import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { install } from './apt.ts';
import { type Child, launch } from './child.ts';
import { find, output } from './command.ts';
import { Ledger } from './ledger.ts';
import { root } from './root.ts';
import { reason, Trouble } from './trouble.ts';
import { GiveUp, until } from './until.ts';

const FETCH_LIMIT_MS = 10 * 60_000;

/** A server of Maven Central's. */
export interface JavaProgram {
  readonly title: string;
  /** What its process and the folder for its jars are called, with its version. */
  readonly name: string;
  /** The pom.xml that lists its jars. */
  readonly pom: string;
  /** The source file with its `main`. */
  readonly main: string;
  /** The most memory it may take for objects, as Java writes it: 512m. */
  readonly heap: string;
  /** Further options of the virtual machine. */
  readonly options?: readonly string[];
  readonly startLimitMs: number;
}

const jarsOf = ({ name }: JavaProgram): string => join(root, 'node_modules/.cache/shopstack', name);

/** Gets a program from Maven Central, once for this checkout. `line` gets what it does. */
export async function fetchJars(program: JavaProgram, line: (text: string) => void): Promise<void> {
  const missing = [
    ...((await find('javac')) === undefined ? ['openjdk-17-jdk-headless'] : []),
    ...((await find('mvn')) === undefined ? ['maven'] : []),
  ];
  if (missing.length > 0) {
    line(`Installing ${missing.join(', ')}`);
    await install(missing, () => undefined);
  }
  const jars = jarsOf(program);
  if (existsSync(jars)) return;
  line(`Fetching ${program.title} (once)`);
  const unfinished = `${jars}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    const args = ['-q', '-B', '-f', program.pom, 'dependency:copy-dependencies'];
    await output('mvn', [...args, `-DoutputDirectory=${unfinished}`], { timeoutMs: FETCH_LIMIT_MS });
    await rename(unfinished, jars);
  } catch (error) {
    throw new Trouble(
      `${program.title} could not be fetched: ${reason(error)}.`,
      'Look whether Maven reaches its repository, and start again.',
      { cause: error },
    );
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Starts a program whose jars are there, in a folder; resolves when `answers` says so. */
export async function startJava(
  program: JavaProgram,
  folder: string,
  args: readonly string[],
  answers: () => Promise<boolean>,
): Promise<Child> {
  const { title, name, main, heap, options = [], startLimitMs } = program;
  const machine = [`-Xmx${heap}`, ...options, '-cp', join(jarsOf(program), '*'), main];
  const child = launch(name, 'java', [...machine, ...args], {
    ledger: new Ledger(folder),
    line: () => undefined,
    cwd: folder,
  });
  const looks = async (): Promise<boolean> => {
    if (!child.running) throw new GiveUp(new Error(`it ended with ${child.ended}`));
    return answers();
  };
  try {
    await until(looks, { limitMs: startLimitMs, everyMs: 250 });
  } catch (error) {
    await child.kill();
    throw new Trouble(
      `${title} did not start: ${reason(error)}. It said:\n${child.tail.join('\n')}\n`,
      `It needs Java 17 or newer, and ${heap} of memory; it runs in ${folder}.`,
      { cause: error },
    );
  }
  return child;
}
