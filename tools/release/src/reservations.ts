import semver from 'semver';
import { minutes } from './child.ts';
import { identity } from './commit.ts';
import { attempts, lostRace, pause, pushAll } from './push.ts';
import { parseTag, tagOf } from './releases.ts';
import { notEmpty, type Session } from './session.ts';

export type Level = 'major' | 'minor' | 'patch';

/** A version that is ours until the release ends: a tag object, kept under refs/reservations until it becomes the tag. */
export interface Reservation {
  readonly version: string;
  readonly object: string;
}

const folder = 'refs/reservations/';
const first = '0.1.0';

/** The ref that holds a version while its release is under way. */
export const reservedRef = (app: string, version: string) => `${folder}${tagOf(app, version)}`;
/** The ref of a version that was released. */
export const releasedRef = (app: string, version: string) => `refs/tags/${tagOf(app, version)}`;

/** The versions after those that are taken. */
export async function nextVersions(
  session: Session,
  levels: ReadonlyMap<string, Level>,
): Promise<Map<string, string>> {
  const refs = await session.git.remoteRefs('refs/tags/*', `${folder}*`);
  const taken = [...refs.keys()].flatMap(
    (ref) => parseTag(ref.replace(/^refs\/(tags|reservations)\//, '')) ?? [],
  );
  return new Map(
    [...levels].map(([app, level]) => {
      const own = taken.filter((one) => one.app === app).map((one) => one.version);
      const [highest] = own.sort(semver.rcompare);
      return [app, (highest && semver.inc(highest, level)) || first];
    }),
  );
}

/**
 * Takes a version for every app, all or none. The remote decides who was first: creating a ref that is there already fails,
 * and the loser looks again and takes the next number.
 */
export async function reserve(
  session: Session,
  levels: ReadonlyMap<string, Level>,
  revision: string,
): Promise<Map<string, Reservation>> {
  if (levels.size === 0) return new Map();
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const versions = await nextVersions(session, levels);
    const reserved = new Map<string, Reservation>();
    for (const [app, version] of versions)
      reserved.set(app, { version, object: await tagObject(session, app, version, revision) });
    const rows = [...reserved].map(([app, { version, object }]) => ({
      ref: reservedRef(app, version),
      object,
    }));
    const pushed = await pushAll(
      session.git,
      rows.map(({ ref, object }) => `${object}:${ref}`),
      rows.map(({ ref }) => ref),
    );
    // A whole release may have ended between our look and our push: its reservation is gone, its tag is there.
    if (pushed && !(await anyReleased(session, versions))) return reserved;
    if (pushed) await giveBack(session, reserved);
    await pause(attempt);
  }
  throw lostRace('Versions were asked for');
}

/** Gives reserved versions back. Says which were no longer there. */
export async function giveBack(session: Session, reserved: ReadonlyMap<string, Reservation>): Promise<void> {
  const refs = await session.git.remoteRefs(`${folder}*`);
  const ours = [...reserved]
    .map(([app, { version, object }]) => ({ ref: reservedRef(app, version), object }))
    .filter(({ ref, object }) => refs.get(ref) === object);
  if (ours.length === 0) return;
  await session.git.talk(['push', '--quiet', session.git.remote, ...ours.map(({ ref }) => `:${ref}`)]);
}

async function anyReleased(session: Session, versions: ReadonlyMap<string, string>): Promise<boolean> {
  const wanted = [...versions].map(([app, version]) => releasedRef(app, version));
  return (await session.git.remoteRefs(...wanted)).size > 0;
}

async function tagObject(session: Session, app: string, version: string, revision: string): Promise<string> {
  const bot = identity(session);
  const now = Math.floor(Date.now() / 1_000);
  const build = notEmpty(session.env.CODEBUILD_BUILD_ID);
  const text = [
    `object ${revision}`,
    'type commit',
    `tag ${tagOf(app, version)}`,
    `tagger ${bot.name} <${bot.email}> ${now} +0000`,
    '',
    `${app} ${version}`,
    ...(build === undefined ? [] : ['', `Build: ${build}`]),
    // Two builds of one commit in one second would else make the same object, and both believe that it is theirs.
    '',
    `Reserved-By: ${crypto.randomUUID()}`,
    '',
  ].join('\n');
  return session.git.read(['mktag'], { input: text, timeLimit: minutes });
}
