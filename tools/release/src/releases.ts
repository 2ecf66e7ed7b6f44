import semver from 'semver';
import type { Git } from './git.ts';

/** A version that was released: the tag cart/v0.1.3 at the commit it was built from. */
export interface Release {
  readonly app: string;
  readonly version: string;
  readonly tag: string;
  readonly commit: string;
}

export function tagOf(app: string, version: string): string {
  return `${app}/v${version}`;
}

/** Reads cart/v0.1.3; undefined for a tag that is not a release. */
export function parseTag(tag: string): { app: string; version: string } | undefined {
  const [, app, version] = /^([a-z][a-z0-9-]*)\/v(\d+\.\d+\.\d+)$/.exec(tag) ?? [];
  return app === undefined || version === undefined || semver.valid(version) === null
    ? undefined
    : { app, version };
}

/** All releases whose commits `commit` contains. */
export async function releasesIn(git: Git, commit: string): Promise<Release[]> {
  const format = '--format=%(refname:strip=2) %(*objectname) %(objectname)';
  const lines = await git.lines(['for-each-ref', `--merged=${commit}`, format, 'refs/tags/']);
  return lines.flatMap((line) => {
    const [tag = '', peeled = '', object = ''] = line.split(' ');
    const parsed = parseTag(tag);
    return parsed === undefined ? [] : [{ ...parsed, tag, commit: peeled === '' ? object : peeled }];
  });
}

const candidates = 30;

/**
 * The last release of an app in a history: the one that no other follows. Numbers do not tell it alone, because of two builds at
 * once the older commit may have got the higher number.
 */
export async function lastRelease(
  git: Git,
  releases: readonly Release[],
  app: string,
): Promise<Release | undefined> {
  const own = releases
    .filter((release) => release.app === app)
    .sort((one, other) => semver.rcompare(one.version, other.version))
    .slice(0, candidates);
  const commits = [...new Set(own.map((release) => release.commit))];
  if (commits.length < 2) return own[0];
  const last = await git.lines(['merge-base', '--independent', ...commits]);
  return own.find((release) => last.includes(release.commit));
}

/** The commit in `head` that took this version back, if one did. */
export async function rollbackOf(git: Git, head: string, tag: string): Promise<string | undefined> {
  const pattern = `^Rolled-Back: ${tag.replaceAll('.', '\\.')}$`;
  const [commit] = await git.lines(['log', '-1', '--format=%H', `--grep=${pattern}`, head, '--']);
  return commit;
}
