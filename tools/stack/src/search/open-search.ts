import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { install } from '../apt.ts';
import { type Child, launch } from '../child.ts';
import { find, output } from '../command.ts';
import { Ledger } from '../ledger.ts';
import { root } from '../root.ts';
import { reason, Trouble } from '../trouble.ts';
import { GiveUp, until } from '../until.ts';

const HERE = join(root, 'tools/stack/src/search');
const PROGRAM = join(root, 'node_modules/.cache/shopstack/open-search-2.19.1');
const FETCH_LIMIT_MS = 10 * 60_000;
const START_LIMIT_MS = 10 * 60_000;
const HEAP = '512m';

/** Gets OpenSearch from Maven Central, once for this checkout. `line` gets what it does. */
export async function fetchOpenSearch(line: (text: string) => void): Promise<void> {
  const missing = [
    ...((await find('javac')) === undefined ? ['openjdk-17-jdk-headless'] : []),
    ...((await find('mvn')) === undefined ? ['maven'] : []),
  ];
  if (missing.length > 0) {
    line(`Installing ${missing.join(', ')}`);
    await install(missing, () => undefined);
  }
  if (existsSync(PROGRAM)) return;
  line('Fetching OpenSearch (53 MB, once)');
  const unfinished = `${PROGRAM}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    const args = ['-q', '-B', '-f', join(HERE, 'pom.xml'), 'dependency:copy-dependencies'];
    await output('mvn', [...args, `-DoutputDirectory=${unfinished}`], { timeoutMs: FETCH_LIMIT_MS });
    await rename(unfinished, PROGRAM);
  } catch (error) {
    throw new Trouble(
      `OpenSearch could not be fetched: ${reason(error)}.`,
      'Look whether Maven reaches its repository, and start again.',
      { cause: error },
    );
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Starts a real OpenSearch, one node on 127.0.0.1 with its data in the folder; resolves when it answers. */
export async function startOpenSearch(folder: string, port: number): Promise<{ url: string; child: Child }> {
  const data = join(folder, 'open-search');
  await mkdir(data, { recursive: true });
  const url = `http://127.0.0.1:${port}`;
  const program = [`-Xms${HEAP}`, `-Xmx${HEAP}`, '-XX:TieredStopAtLevel=1', '-cp', join(PROGRAM, '*')];
  const child = launch('open-search', 'java', [...program, join(HERE, 'OneNode.java'), data, String(port)], {
    ledger: new Ledger(folder),
    line: () => undefined,
    cwd: folder,
  });
  try {
    await until(() => answers(url, child), { limitMs: START_LIMIT_MS, everyMs: 250 });
  } catch (error) {
    await child.kill();
    throw new Trouble(
      `OpenSearch did not start: ${reason(error)}. It said:\n${child.tail.join('\n')}\n`,
      `It needs Java 17 or newer, and ${HEAP} of memory; its data is in ${data}.`,
      { cause: error },
    );
  }
  return { url, child };
}

async function answers(url: string, child: Child): Promise<boolean> {
  if (!child.running) throw new GiveUp(new Error(`it ended with ${child.ended}`));
  const health = `${url}/_cluster/health?wait_for_status=yellow&timeout=1s`;
  return (await fetch(health, { signal: AbortSignal.timeout(2_000) })).ok;
}
