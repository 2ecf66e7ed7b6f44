import semver from 'semver';
import { identity, writeCommit } from './commit.ts';
import { chosen, type Deployable, deployablesAt } from './deployables.ts';
import { attempts, lostRace, pause, pushAll } from './push.ts';
import { tagOf } from './releases.ts';
import { type Reservation, releasedRef, reservedRef } from './reservations.ts';
import type { Session } from './session.ts';
import { Trouble } from './trouble.ts';
import { readTags, writeTags } from './values-file.ts';

/** What happened to the version of one app. */
export interface Moved {
  readonly app: string;
  readonly from: string;
  readonly to: string;
  /** Why the values file was left alone. */
  readonly left?: string;
}

export interface ValuesResult {
  readonly moved: readonly Moved[];
  /** The commit that was pushed, if the files changed. */
  readonly commit?: string;
}

export interface Release {
  /** The commit that was built. */
  readonly revision: string;
  readonly reserved: ReadonlyMap<string, Reservation>;
}

interface Wanted {
  readonly deployable: Deployable;
  readonly version: string;
}

/** Reads `cart=0.1.4` … */
export function parseVersions(words: readonly string[]): Map<string, string> {
  return new Map(
    words.map((word) => {
      const [app = '', version = ''] = word.split('=');
      if (app !== '' && semver.valid(version) === version) return [app, version];
      throw new Trouble('input', `${word} is not APP=MAJOR.MINOR.PATCH.`, 'Write it like cart=0.1.4.');
    }),
  );
}

/**
 * Ends a release by one push that the remote takes whole or not at all: the commit that names the versions in the values
 * files, the tags, and the end of the reservations.
 */
export function release(session: Session, of: Release): Promise<ValuesResult> {
  const versions = new Map([...of.reserved].map(([app, { version }]) => [app, version]));
  return push(session, versions, of);
}

/** Sets versions that were released before. */
export async function setVersions(
  session: Session,
  versions: ReadonlyMap<string, string>,
): Promise<ValuesResult> {
  const tags = [...versions].map(([app, version]) => tagOf(app, version));
  const there = await session.git.remoteRefs(...tags.map((tag) => `refs/tags/${tag}`));
  const missing = tags.filter((tag) => !there.has(`refs/tags/${tag}`));
  if (missing.length > 0)
    throw new Trouble(
      'input',
      `${missing.join(', ')} was never released: ${session.git.remote} has no such tag.`,
      'See `git tag --list` for the versions there are.',
    );
  return push(session, versions, undefined);
}

async function push(
  session: Session,
  versions: ReadonlyMap<string, string>,
  of: Release | undefined,
): Promise<ValuesResult> {
  const { git, branch } = session;
  if (versions.size === 0) return { moved: [] };
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    await git.fetch();
    const tip = await tipOf(session);
    if (of !== undefined && !(await git.isAncestor(of.revision, tip)))
      throw new Trouble(
        'refused',
        `${branch} no longer contains ${of.revision.slice(0, 12)}, which was built.`,
        'Somebody rewrote the branch. Build what it is now.',
      );
    const all = await deployablesAt(git, tip);
    const wanted = chosen(all, [...versions.keys()]).map((deployable) => ({
      deployable,
      version: versions.get(deployable.name) ?? '',
    }));
    const files = new Map<string, string>();
    const moved: Moved[] = [];
    for (const one of wanted) moved.push(await edit(session, one, tip, of, files));
    if (session.dryRun) return { moved };
    const commit =
      files.size === 0
        ? undefined
        : await writeCommit(git, {
            parents: [tip],
            tree: tip,
            files,
            message: message(moved, of),
            author: identity(session),
          });
    const refspecs = [...(commit === undefined ? [] : [`${commit}:refs/heads/${branch}`]), ...tagRefs(of)];
    if (refspecs.length === 0) return { moved };
    if (await pushAll(git, refspecs)) return { moved, ...(commit === undefined ? {} : { commit }) };
    session.say(`${branch} moved on meanwhile; putting the versions on top of it`);
    await pause(attempt);
  }
  throw lostRace(`Versions were pushed to ${branch}`);
}

/** The commit that the branch is at on the remote, as fetched last. */
export async function tipOf({ git, branch }: Session): Promise<string> {
  const tip = await git.commit(`refs/remotes/${git.remote}/${branch}`);
  if (tip !== undefined) return tip;
  throw new Trouble(
    'input',
    `${git.remote} has no branch ${branch}.`,
    'Name another by --branch or TARGET_BRANCH.',
  );
}

function tagRefs(of: Release | undefined): string[] {
  return [...(of?.reserved ?? [])].flatMap(([app, { version, object }]) => [
    `${object}:${releasedRef(app, version)}`,
    `:${reservedRef(app, version)}`,
  ]);
}

async function edit(
  session: Session,
  { deployable, version }: Wanted,
  tip: string,
  of: Release | undefined,
  files: Map<string, string>,
): Promise<Moved> {
  const { file, path } = deployable.values;
  const text = files.get(file) ?? (await session.git.file(tip, file));
  if (text === undefined)
    throw new Trouble(
      'input',
      `${session.branch} has no ${file}.`,
      'Add the chart: the version stands there.',
    );
  const now = readTags(text, path, file);
  const moved = { app: deployable.name, from: now.tag, to: version };
  if (now.tag === version) return { ...moved, left: 'is there already' };
  const left = of && (await whyLeave(session, deployable.name, version, now.tag, of, tip));
  if (left !== undefined) return { ...moved, left };
  files.set(file, writeTags(text, path, file, { tag: version, previousTag: now.tag }));
  return moved;
}

/** A build that was overtaken must not take a newer one's place, nor undo a rollback. */
async function whyLeave(
  { git }: Session,
  app: string,
  version: string,
  current: string,
  { revision }: Release,
  tip: string,
): Promise<string | undefined> {
  const running = await git.commit(releasedRef(app, current));
  if (running !== undefined && (await git.isAncestor(revision, running))) {
    if (running !== revision || semver.gt(current, version)) return `${current} is newer and contains it`;
  }
  const back = await git.lines([
    'log',
    '-1',
    '--format=%h',
    `--grep=^Rolled-Back: ${app}/`,
    `${revision}..${tip}`,
    '--',
  ]);
  return back[0] === undefined
    ? undefined
    : `was rolled back meanwhile (${back[0]}); \`release values ${app}=${version}\` puts it there all the same`;
}

function message(moved: readonly Moved[], of: Release | undefined): string {
  const done = moved.filter(({ left }) => left === undefined);
  const names = done.map(({ app, to }) => `${app} ${to}`).join(', ');
  const verb = of === undefined ? 'Set' : 'Release';
  return [
    `${verb} ${names.length > 60 ? `${done.length} apps` : names} [skip ci]`,
    '',
    ...done.map(({ app, from, to }) => `${app} ${from} -> ${to}`),
    '',
    ...(of === undefined
      ? done.map(({ app, to }) => `Set-Version: ${tagOf(app, to)}`)
      : [`Built-From: ${of.revision}`]),
  ].join('\n');
}
