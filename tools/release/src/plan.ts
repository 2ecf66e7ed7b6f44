import { chosen, type Deployable, deployablesAt } from './deployables.ts';
import { Comparison, inWords, type Reason } from './inputs.ts';
import { levelAskedFor } from './level.ts';
import { lastRelease, releasesIn, rollbackOf } from './releases.ts';
import type { Level } from './reservations.ts';
import type { Session } from './session.ts';
import { Trouble } from './trouble.ts';
import { readTags } from './values-file.ts';
import { type Part, partsOf, workspacesAt } from './workspace.ts';

/** What the plan says of one app. */
export interface Planned {
  readonly app: string;
  readonly folder: string;
  /** Whether this release builds it. */
  readonly changed: boolean;
  readonly lastVersion?: string;
  /** Which part of the version goes up. */
  readonly level: Level;
  /** The commit it is compared with. */
  readonly since?: string;
  readonly reasons: readonly Reason[];
  /** Folders that go into its image, its own first. */
  readonly parts: readonly Part[];
  /** Set when its last version was rolled back; `held` says that this release therefore leaves it out. */
  readonly rolledBack?: { readonly version: string; readonly commit: string; readonly held: boolean };
}

export interface Plan {
  readonly branch: string;
  readonly environment?: string;
  readonly revision: string;
  readonly apps: readonly Planned[];
  /** The names of what is to be built. */
  readonly changed: readonly string[];
  readonly note?: string;
}

export interface PlanOptions {
  readonly base?: string | undefined;
  /** Looks at these alone, and releases them even when they are held after a rollback. */
  readonly apps?: readonly string[] | undefined;
  readonly fetch?: boolean | undefined;
}

/** Which apps have changed since they were released last, and why. */
export async function makePlan(session: Session, options: PlanOptions): Promise<Plan> {
  const { git } = session;
  const revision = await git.commit('HEAD');
  if (revision === undefined)
    throw new Trouble('input', 'This repository has no commit.', 'Commit something first.');
  const deployables = chosen(await deployablesAt(git, revision), options.apps ?? []);
  if (options.fetch !== false) await git.fetch();
  const start = options.base === undefined ? undefined : await baseCommit(session, options.base);
  const base: Omit<Plan, 'apps' | 'changed'> = {
    branch: session.branch,
    ...(session.environment === undefined ? {} : { environment: session.environment }),
    revision,
  };
  if (session.environment === 'preprod')
    return {
      ...base,
      apps: [],
      changed: [],
      note: 'preprod runs what staging has proved; nothing is built here',
    };
  const workspaces = await workspacesAt(git, revision);
  const releases = await releasesIn(git, revision);
  const comparison = new Comparison(git, revision);
  const apps: Planned[] = [];
  for (const deployable of deployables) {
    const parts = partsOf(workspaces, deployable.folder);
    const last = await lastRelease(git, releases, deployable.name);
    const since = start ?? last?.commit;
    const reasons: readonly Reason[] =
      since === undefined
        ? [{ kind: 'never released' }]
        : await comparison.reasons(since, deployable.folder, parts);
    const back = last && (await rolledBack(session, deployable, last.version, last.tag, revision));
    const held =
      back !== undefined &&
      reasons.length > 0 &&
      !touchesItself(reasons) &&
      options.apps?.includes(deployable.name) !== true &&
      !(await isAskedFor(session, deployable.name, back, revision));
    apps.push({
      app: deployable.name,
      folder: deployable.folder,
      changed: reasons.length > 0 && !held,
      level: await levelAskedFor(
        git,
        since,
        revision,
        parts.map((part) => part.folder),
      ),
      ...(last === undefined ? {} : { lastVersion: last.version }),
      ...(since === undefined ? {} : { since }),
      reasons,
      parts,
      ...(back === undefined || last === undefined
        ? {}
        : { rolledBack: { version: last.version, commit: back, held } }),
    });
  }
  return { ...base, apps, changed: apps.filter(({ changed }) => changed).map(({ app }) => app) };
}

async function baseCommit(session: Session, name: string): Promise<string> {
  const commit = await session.git.commit(name);
  if (commit !== undefined) return commit;
  throw new Trouble(
    'input',
    `There is no commit ${name}.`,
    'Name a branch, a tag or a commit that was fetched.',
  );
}

/** The commit that rolled the last version back, as long as the values file still says another one. */
async function rolledBack(
  session: Session,
  { values }: Deployable,
  version: string,
  tag: string,
  revision: string,
): Promise<string | undefined> {
  const text = await session.git.file(revision, values.file);
  if (text === undefined || readTags(text, values.path, values.file).tag === version) return undefined;
  return rollbackOf(session.git, revision, tag);
}

const touchesItself = (reasons: readonly Reason[]) =>
  reasons.some((reason) => reason.kind === 'sources' && reason.chain.length === 1);

/** A commit since the rollback may ask for the release by a trailer: `Release: cart`. */
async function isAskedFor(session: Session, app: string, since: string, revision: string): Promise<boolean> {
  const format = '--format=%(trailers:key=Release,valueonly)';
  const lines = await session.git.lines(['log', format, `${since}..${revision}`, '--']);
  return lines.some((line) => line.split(/[,\s]+/).includes(app));
}

/** The plan for people. */
export function sayPlan(plan: Plan, say: (line: string) => void): void {
  say(
    `${plan.branch} at ${plan.revision.slice(0, 12)}: ${plan.changed.length === 0 ? 'nothing to release' : `release ${plan.changed.join(', ')}`}`,
  );
  if (plan.note !== undefined) say(`  ${plan.note}`);
  for (const { app, lastVersion, reasons, changed, rolledBack: back } of plan.apps) {
    if (back !== undefined)
      say(
        `  ${app}: ${back.version} was rolled back by ${back.commit.slice(0, 12)}${
          back.held
            ? `; held until apps/${app} changes, a commit says "Release: ${app}", or --apps names it`
            : changed
              ? '; what is released now contains its changes again'
              : ''
        }`,
      );
    if (changed || back?.held === true) {
      say(`  ${app}${lastVersion === undefined ? '' : ` (since ${lastVersion})`}`);
      for (const reason of reasons) say(`      ${inWords(reason)}`);
    }
  }
}
