import { writeFile } from 'node:fs/promises';
import { Failure, sentenceOf } from './failure.ts';
import { type Limits, pause } from './http.ts';
import type { Kubernetes } from './kubernetes.ts';
import { latestIn, type Verdict, withVerdict } from './verdict.ts';

const TRIES = 8;
const LONGEST_PAUSE_MS = 1_000;

/** Where a verdict is written down. */
export type Destination =
  | { in: 'kubernetes'; kubernetes: Kubernetes; name: string; ofApp: boolean }
  | { in: 'file'; path: string }
  | { in: 'none' };

/** Writes a verdict down. Returns the one before it, where there is one. Throws Failure when it cannot be written. */
export async function record(
  to: Destination,
  verdict: Verdict,
  limits: Limits,
): Promise<Verdict | undefined> {
  if (to.in === 'none') return undefined;
  if (to.in === 'kubernetes') return inConfigMap(to, verdict, limits);
  try {
    await writeFile(to.path, `${JSON.stringify(verdict, null, 2)}\n`);
  } catch (error) {
    throw new Failure(`${to.path} cannot be written: ${sentenceOf(error)}`, { cause: error });
  }
  return undefined;
}

/**
 * Reads the ConfigMap, adds the verdict, writes it back under the resource version that was read. When another Job
 * wrote in between, or the API was away, it is read and written again.
 */
async function inConfigMap(
  { kubernetes, name, ofApp }: Extract<Destination, { in: 'kubernetes' }>,
  verdict: Verdict,
  limits: Limits,
): Promise<Verdict | undefined> {
  const all = '/api/v1/namespaces/:namespace/configmaps';
  let last = 'others kept writing it';
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      const found = await kubernetes.find(`${all}/${name}`);
      const map = withVerdict({ name, namespace: kubernetes.namespace, ofApp }, found, verdict);
      const written =
        found === undefined
          ? await kubernetes.write('POST', all, map)
          : await kubernetes.write('PUT', `${all}/${name}`, map);
      if (written) return latestIn(found);
    } catch (error) {
      if (!(error instanceof Failure) || !error.passing) throw error;
      last = error.message;
    }
    await pause(Math.random() * Math.min(LONGEST_PAUSE_MS, 100 * 2 ** attempt), limits).catch(() => {
      throw new Failure(`ConfigMap ${name} could not be written in time: ${last}`);
    });
  }
  throw new Failure(`ConfigMap ${name} was not written after ${TRIES} tries: ${last}`);
}
