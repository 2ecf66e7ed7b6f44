import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Child } from '../child.ts';
import { fetchJars, type JavaProgram, startJava } from '../java-program.ts';
import { root } from '../root.ts';

const HERE = join(root, 'tools/stack/src/search');
const HEAP = '512m';
const OPEN_SEARCH: JavaProgram = {
  title: 'OpenSearch',
  name: 'open-search-2.19.1',
  pom: join(HERE, 'pom.xml'),
  main: join(HERE, 'OneNode.java'),
  heap: HEAP,
  options: [`-Xms${HEAP}`, '-XX:TieredStopAtLevel=1'],
  startLimitMs: 10 * 60_000,
};

/** Gets OpenSearch (53 MB) from Maven Central, once for this checkout. `line` gets what it does. */
export const fetchOpenSearch = (line: (text: string) => void): Promise<void> => fetchJars(OPEN_SEARCH, line);

/** Starts a real OpenSearch, one node on 127.0.0.1 with its data in the folder; resolves when it answers. */
export async function startOpenSearch(folder: string, port: number): Promise<{ url: string; child: Child }> {
  const data = join(folder, 'open-search');
  await mkdir(data, { recursive: true });
  const url = `http://127.0.0.1:${port}`;
  const child = await startJava(OPEN_SEARCH, folder, [data, String(port)], () => answers(url));
  return { url, child };
}

async function answers(url: string): Promise<boolean> {
  const health = `${url}/_cluster/health?wait_for_status=yellow&timeout=1s`;
  return (await fetch(health, { signal: AbortSignal.timeout(2_000) })).ok;
}
