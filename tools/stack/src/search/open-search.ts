import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Child, launch } from '../child.ts';
import { Ledger } from '../ledger.ts';
import { fetchJars, type JavaProgram, jarsOf } from '../maven.ts';
import { root } from '../root.ts';
import { reason, Trouble } from '../trouble.ts';
import { GiveUp, until } from '../until.ts';

const HERE = join(root, 'tools/stack/src/search');
const OPEN_SEARCH: JavaProgram = {
  title: 'OpenSearch',
  pom: join(HERE, 'pom.xml'),
  name: 'open-search-2.19.1',
};
const START_LIMIT_MS = 10 * 60_000;
const HEAP = '512m';

/** Gets OpenSearch (53 MB) from Maven Central, once for this checkout. `line` gets what it does. */
export const fetchOpenSearch = (line: (text: string) => void): Promise<void> => fetchJars(OPEN_SEARCH, line);

/** Starts a real OpenSearch, one node on 127.0.0.1 with its data in the folder; resolves when it answers. */
export async function startOpenSearch(folder: string, port: number): Promise<{ url: string; child: Child }> {
  const data = join(folder, 'open-search');
  await mkdir(data, { recursive: true });
  const url = `http://127.0.0.1:${port}`;
  const program = [
    `-Xms${HEAP}`,
    `-Xmx${HEAP}`,
    '-XX:TieredStopAtLevel=1',
    '-cp',
    join(jarsOf(OPEN_SEARCH), '*'),
  ];
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
