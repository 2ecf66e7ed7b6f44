import semver from 'semver';
import { person, writeCommit } from './commit.ts';
import { chosen, type Deployable, deployablesAt } from './deployables.ts';
import { attempts, lostRace, pause, pushAll } from './push.ts';
import { tagOf } from './releases.ts';
import { releasedRef } from './reservations.ts';
import type { Session } from './session.ts';
import { post } from './slack.ts';
import { branches, type Environment } from './target.ts';
import { Trouble } from './trouble.ts';
import { tipOf } from './values.ts';
import { readTags, type Tags, writeTags } from './values-file.ts';

export interface RollbackOptions {
  readonly to?: string | undefined;
  readonly environment?: Environment | undefined;
  readonly reason?: string | undefined;
}

export interface RolledBack {
  readonly app: string;
  readonly from: string;
  readonly to: string;
  readonly commit?: string;
}

/** One state of an app's version on a branch, newest first, and the commit that brought it. */
interface Past extends Tags {
  readonly commit: string;
}

/**
 * `release rollback APP`: takes back the last change of its version, by a commit. ArgoCD's own rollback would be undone at once:
 * it leaves git as it is, and selfHeal puts back what git says.
 */
export async function rollback(given: Session, app: string, options: RollbackOptions): Promise<RolledBack> {
  const environment = options.environment ?? given.environment;
  if (environment === undefined)
    throw new Trouble(
      'input',
      `Nothing is deployed from ${given.branch}.`,
      'Name the environment: --environment staging or preprod.',
    );
  const session: Session = { ...given, environment, branch: branches[environment as Environment] };
  const { git, branch } = session;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    await git.fetch();
    const tip = await tipOf(session);
    const [deployable] = chosen(await deployablesAt(git, tip), [app]);
    if (deployable === undefined)
      throw new Trouble('input', `There is no app ${app}.`, 'See `release plan`.');
    const past = await history(session, deployable, tip);
    const [now] = past;
    if (now === undefined)
      throw new Trouble(
        'input',
        `${branch} has no ${deployable.values.file}.`,
        'There is nothing to roll back.',
      );
    const target = await choose(session, app, past, options.to);
    const done = { app, from: now.tag, to: target.tag };
    if (session.dryRun) {
      session.say(`would roll ${app} back from ${now.tag} to ${target.tag} on ${branch}`);
      return done;
    }
    const text = (await git.file(tip, deployable.values.file)) ?? '';
    const { file, path } = deployable.values;
    const author = await person(session);
    const commit = await writeCommit(git, {
      parents: [tip],
      tree: tip,
      files: new Map([[file, writeTags(text, path, file, target)]]),
      message: message(app, now, target, file, options.reason),
      author,
    });
    if (await pushAll(git, [`${commit}:refs/heads/${branch}`])) {
      session.say(
        `rolled ${app} back from ${now.tag} to ${target.tag} on ${branch} by ${commit.slice(0, 12)}`,
      );
      session.say(`${now.tag} stays out: see "After a rollback" in docs/release.md`);
      const why = await post(session, {
        text: `:rewind: ${environment}: ${author.name} rolled ${app} back from ${now.tag} to ${target.tag}${options.reason ? `: ${options.reason}` : ''}`,
      });
      if (why !== undefined) session.warn(`Slack was not told: ${why}.`);
      return { ...done, commit };
    }
    await pause(attempt);
  }
  throw lostRace(`The rollback was pushed to ${branch}`);
}

/** What the branch itself went through, newest first: of a promotion its result, not staging's steps. */
async function history(session: Session, { values }: Deployable, tip: string): Promise<Past[]> {
  const commits = await session.git.lines([
    'log',
    '--first-parent',
    '-200',
    '--format=%H',
    tip,
    '--',
    values.file,
  ]);
  const past: Past[] = [];
  for (const commit of commits) {
    const text = await session.git.file(commit, values.file);
    if (text === undefined) break;
    const tags = readTags(text, values.path, values.file);
    const last = past.at(-1);
    // Commits that changed something else in the file belong to the one beneath them.
    if (last?.tag === tags.tag) past[past.length - 1] = { ...last, commit };
    else past.push({ ...tags, commit });
  }
  return past;
}

async function choose(
  session: Session,
  app: string,
  past: readonly Past[],
  to: string | undefined,
): Promise<Tags> {
  const [now] = past;
  const released = await session.git.remoteRefs(`refs/tags/${app}/*`);
  const lines = await session.git.lines([
    'log',
    '--format=%(trailers:key=Rolled-Back,valueonly)',
    now?.commit ?? '',
    '--',
  ]);
  const bad = (version: string) => lines.includes(tagOf(app, version));
  const others = past.filter(
    ({ tag }) => tag !== now?.tag && !bad(tag) && released.has(releasedRef(app, tag)),
  );
  const target = to ?? others[0]?.tag;
  if (target === undefined)
    throw new Trouble(
      'input',
      `${app} ${now?.tag} has no version before it that was released.`,
      'Name one by --to.',
    );
  if (semver.valid(target) !== target || !released.has(releasedRef(app, target)))
    throw new Trouble('input', `${app} ${target} was never released.`, `See \`git tag --list "${app}/*"\`.`);
  if (target === now?.tag)
    throw new Trouble('input', `${app} is at ${target} already.`, 'Nothing was changed.');
  if (
    semver.valid(now?.tag) !== null &&
    semver.gt(target, now?.tag ?? target) &&
    !others.some(({ tag }) => tag === target)
  )
    throw new Trouble(
      'input',
      `${target} is newer than ${now?.tag}: that is no rollback.`,
      `Use \`release values ${app}=${target}\`.`,
    );
  const rest = others.slice(others.findIndex(({ tag }) => tag === target) + 1);
  return { tag: target, previousTag: rest.find(({ tag }) => tag !== target)?.tag ?? '' };
}

function message(app: string, now: Past, target: Tags, file: string, reason: string | undefined): string {
  return [
    `Roll ${app} back from ${now.tag} to ${target.tag} [skip ci]`,
    '',
    `This reverts commit ${now.commit} as far as it changed the version in ${file}.`,
    ...(reason === undefined ? [] : ['', reason]),
    '',
    `Rolled-Back: ${tagOf(app, now.tag)}`,
  ].join('\n');
}
