import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Session } from './session.ts';
import { Trouble } from './trouble.ts';

const State = z.strictObject({
  revision: z.string(),
  branch: z.string(),
  /** Apps that the plan releases, and which part of the version goes up. */
  apps: z.record(z.string(), z.enum(['major', 'minor', 'patch'])),
  /** Whether everything's tests have to run, not just those of `apps`. */
  wide: z.boolean(),
  tested: z.boolean().default(false),
  /** Reserved versions by app, and the tag objects that stand for them. */
  versions: z.record(z.string(), z.object({ version: z.string(), object: z.string() })).default({}),
  /** What was pushed as a candidate, by app: the image's digest. */
  images: z.record(z.string(), z.string()).default({}),
  scanned: z.array(z.string()).default([]),
  signed: z.array(z.string()).default([]),
  /** Apps whose image has got its version in the registry. */
  published: z.array(z.string()).default([]),
  released: z.boolean().default(false),
});

/** What one command of a release hands to the next: kept in .shopstack, which git ignores. */
export type State = z.output<typeof State>;

const folderOf = (session: Session) => join(session.root, '.shopstack', 'release');

/** The folder for reports of a release, made if need be: .shopstack/release/<name>. */
export function reports(session: Session, name: string): string {
  const folder = join(folderOf(session), name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

export function loadState(session: Session): State | undefined {
  let text: string;
  try {
    text = readFileSync(join(folderOf(session), 'state.json'), 'utf8');
  } catch {
    return undefined;
  }
  const parsed = State.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Trouble('input', 'The record of this release is broken.', 'Run `release plan` again.');
}

export function saveState(session: Session, state: z.input<typeof State>): State {
  const folder = reports(session, '.');
  const checked = State.parse(state);
  writeFileSync(join(folder, 'state.json'), `${JSON.stringify(checked, null, 2)}\n`);
  return checked;
}

export function dropState(session: Session): void {
  rmSync(join(folderOf(session), 'state.json'), { force: true });
}

/** The release under way. Refuses one that was planned for another commit. */
export async function currentState(session: Session): Promise<State> {
  const state = loadState(session);
  if (state === undefined)
    throw new Trouble('input', 'There is no release under way.', 'Run `release plan` first.');
  const head = await session.git.commit('HEAD');
  if (state.revision !== head || state.branch !== session.branch)
    throw new Trouble(
      'input',
      `The release under way is for ${state.branch} at ${state.revision.slice(0, 12)}, and this is ${session.branch} at ${head?.slice(0, 12)}.`,
      'Run `release plan` again.',
    );
  return state;
}
