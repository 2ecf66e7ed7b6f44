import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { install } from './apt.ts';
import { find, output } from './command.ts';
import { root } from './root.ts';
import { reason, Trouble } from './trouble.ts';

const FETCH_LIMIT_MS = 10 * 60_000;

/** A program of Maven Central's. */
export interface JavaProgram {
  readonly title: string;
  /** The pom.xml that lists its jars. */
  readonly pom: string;
  /** The folder for its jars, named after program and version. */
  readonly name: string;
}

/** The folder with a program's jars. */
export const jarsOf = ({ name }: JavaProgram): string => join(root, 'node_modules/.cache/shopstack', name);

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
