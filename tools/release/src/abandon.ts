import { call, minutes } from './child.ts';
import { ecrRegion, registryOf, repositoryName } from './registry.ts';
import { giveBack } from './reservations.ts';
import type { Session } from './session.ts';
import { loadState, saveState } from './state.ts';
import { reason } from './trouble.ts';

export interface Abandoned {
  /** Versions that somebody else may take now, like cart 0.1.4. */
  readonly returned: readonly string[];
  /** Versions that are in the registry and could not be taken away there: their numbers stay used up. */
  readonly burnt: readonly string[];
}

/**
 * Leaves nothing of a release that does not go on: its versions go back. One that has reached the registry is taken away there
 * first; where that cannot be, its number stays reserved for ever, so that no two images ever have the same name.
 */
export async function abandon(session: Session): Promise<Abandoned> {
  const state = loadState(session);
  if (state === undefined || state.released || Object.keys(state.versions).length === 0)
    return { returned: [], burnt: [] };
  const free = new Map(Object.entries(state.versions));
  const burnt: string[] = [];
  for (const app of state.published) {
    const { version = '' } = free.get(app) ?? {};
    if (await takeAway(session, app, version)) continue;
    free.delete(app);
    burnt.push(`${app} ${version}`);
  }
  await giveBack(session, free);
  saveState(session, { ...state, versions: {}, images: {}, scanned: [], signed: [], published: [] });
  return { returned: [...free].map(([app, { version }]) => `${app} ${version}`), burnt };
}

/** Says what was given back; a failure to do so is said too, and does no harm but a gap in the numbers. */
export async function abandonAndSay(session: Session): Promise<void> {
  try {
    const { returned, burnt } = await abandon(session);
    if (returned.length > 0) session.warn(`given back: ${returned.join(', ')}`);
    if (burnt.length > 0) session.warn(`in the registry and never used again: ${burnt.join(', ')}`);
  } catch (error) {
    session.warn(`The versions could not be given back (${reason(error)}); their numbers will be left out.`);
  }
}

async function takeAway(session: Session, app: string, version: string): Promise<boolean> {
  const region = ecrRegion(registryOf(session) ?? '');
  if (region === undefined) return false;
  const name = repositoryName(session, app);
  const args = ['ecr', 'batch-delete-image', '--region', region, '--repository-name', name];
  return call('aws', [...args, '--image-ids', `imageTag=${version}`, '--output', 'json'], {
    cwd: session.root,
    timeLimit: minutes,
  }).then(
    ({ status, stdout }) => status === 0 && !/"failures":\s*\[\s*\{/.test(stdout),
    () => false,
  );
}
