import { abandon } from './abandon.ts';
import { makePlan, type Plan, type PlanOptions, sayPlan } from './plan.ts';
import { type Level, nextVersions, reserve } from './reservations.ts';
import type { Session } from './session.ts';
import { currentState, loadState, saveState } from './state.ts';
import { demandCleanTree, demandReleaseBranch } from './tree.ts';
import { Trouble } from './trouble.ts';
import { parseVersions, release, setVersions, type ValuesResult } from './values.ts';

/** `release plan`: says what changed and writes it down for the commands that follow. */
export type { Level } from './reservations.ts';
export type PlanWords = PlanOptions;

/** `release plan`: says what changed and writes it down for the commands that follow. */
export async function plan(session: Session, options: PlanOptions): Promise<Plan> {
  const made = await makePlan(session, options);
  sayPlan(made, session.say);
  if (session.dryRun) return made;
  // What an earlier run has left half done must not keep its numbers.
  if (loadState(session) !== undefined) await abandon(session);
  const reasons = made.apps.filter(({ changed }) => changed).flatMap((one) => one.reasons);
  saveState(session, {
    revision: made.revision,
    branch: made.branch,
    apps: Object.fromEntries(
      made.apps.filter(({ changed }) => changed).map(({ app, level }) => [app, level]),
    ),
    wide: reasons.some((one) => one.kind !== 'sources' || one.chain.length > 1),
  });
  return made;
}

/** `release version`: takes a version for every app that is planned. */
export async function version(
  session: Session,
  options: { bump?: Level | undefined },
): Promise<{ versions: Record<string, string> }> {
  const state = await currentState(session);
  if (Object.keys(state.versions).length > 0)
    throw new Trouble(
      'input',
      'This release has its versions already.',
      'Go on with `release build`, or give them back by `release give-back`.',
    );
  const levels = new Map(Object.entries(state.apps).map(([app, level]) => [app, options.bump ?? level]));
  if (levels.size === 0) {
    session.say('nothing changed: no version is needed');
    return { versions: {} };
  }
  demandReleaseBranch(session);
  await demandCleanTree(session);
  if (session.dryRun) {
    const next = Object.fromEntries(await nextVersions(session, levels));
    sayVersions(session, next, 'would take');
    return { versions: next };
  }
  const reserved = await reserve(session, levels, state.revision);
  saveState(session, { ...state, versions: Object.fromEntries(reserved) });
  const versions = Object.fromEntries([...reserved].map(([app, one]) => [app, one.version]));
  sayVersions(session, versions, 'took');
  return { versions };
}

function sayVersions(session: Session, versions: Record<string, string>, verb: string): void {
  for (const [app, number] of Object.entries(versions)) session.say(`${verb} ${app} ${number}`);
}

/** `release values`: with APP=VERSION sets versions that exist; without ends the release under way. */
export async function values(session: Session, words: readonly string[]): Promise<ValuesResult> {
  await demandCleanTree(session);
  if (session.environment === undefined)
    throw new Trouble(
      'input',
      `Nothing is deployed from ${session.branch}.`,
      'Name k8s/staging or k8s/preprod by --branch.',
    );
  const result = words.length > 0 ? await setVersions(session, parseVersions(words)) : await end(session);
  for (const { app, from, to, left } of result.moved)
    session.say(`${app} ${left === undefined ? `${from} -> ${to}` : `stays at ${from}: ${to} ${left}`}`);
  if (result.commit !== undefined) session.say(`pushed ${result.commit.slice(0, 12)} to ${session.branch}`);
  return result;
}

async function end(session: Session): Promise<ValuesResult> {
  const state = await currentState(session);
  const apps = Object.keys(state.apps);
  if (apps.length === 0) {
    session.say('nothing changed: no values to set');
    return { moved: [] };
  }
  demandReleaseBranch(session);
  if (state.released)
    throw new Trouble('input', 'This release has ended already.', 'Run `release plan` for the next.');
  const missing = apps.filter((app) => !state.published.includes(app));
  if (missing.length > 0)
    throw new Trouble(
      'input',
      `${missing.join(', ')} is not published.`,
      'Run `release publish` first: ArgoCD must find the image.',
    );
  const result = await release(session, {
    revision: state.revision,
    reserved: new Map(Object.entries(state.versions)),
  });
  if (!session.dryRun) saveState(session, { ...state, released: true });
  return result;
}
