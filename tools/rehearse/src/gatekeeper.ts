import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { z } from 'zod';
import { nameOf, namespaceOf, type Rendered } from './manifest.ts';
import type { Finding } from './policies/policy.ts';
import { Trouble } from './trouble.ts';

const GATOR_LIMIT_MS = 60_000;
/** The rules of ops/gatekeeper, each a folder with its template and constraint. */
const RULES = ['pods-are-limited', 'nobody-is-root'];

const Answer = z
  .array(
    z.object({
      msg: z.string(),
      violatingObject: z.object({ kind: z.string(), metadata: z.object({ name: z.string() }) }),
    }),
  )
  .nullable();

/** What the cluster's Gatekeeper would refuse, by gator; nothing where gator is not on the PATH, for the same rules are policies here. */
export async function gatekeep(root: string, objects: readonly Rendered[]): Promise<Finding[]> {
  const rules = RULES.map((rule) => join(root, 'ops/gatekeeper', rule)).filter((folder) =>
    existsSync(folder),
  );
  if (objects.length === 0 || rules.length === 0 || !(await hasGator())) return [];
  const folder = await mkdtemp(join(tmpdir(), 'shopstack-rehearse-'));
  try {
    const file = join(folder, 'objects.yaml');
    const placed = objects.map((at) => ({
      ...at.manifest,
      metadata: { ...at.manifest.metadata, namespace: namespaceOf(at) },
    }));
    await writeFile(file, placed.map((object) => stringify(object)).join('---\n'));
    const args = ['test', '--output', 'json', ...[...rules, file].flatMap((path) => ['--filename', path])];
    const { stdout, stderr, exitCode } = await execa('gator', args, {
      reject: false,
      // Otherwise it waits for more objects there.
      stdin: 'ignore',
      timeout: GATOR_LIMIT_MS,
    });
    if (exitCode !== 0 && exitCode !== 1) throw new Trouble(`gator could not judge: ${stderr.trim()}`);
    return (Answer.parse(JSON.parse(stdout)) ?? []).flatMap(({ msg, violatingObject: { kind, metadata } }) =>
      objects
        .filter(({ manifest }) => nameOf(manifest) === `${kind}/${metadata.name}`)
        .map((at) => ({ at, says: msg, advice: 'Gatekeeper refuses it; see ops/gatekeeper/README.md.' })),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether gator is on the PATH. */
export const hasGator = async (): Promise<boolean> =>
  !(await execa('gator', ['--help'], { reject: false, timeout: GATOR_LIMIT_MS })).failed;
