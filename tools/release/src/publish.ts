import { call, minutes, tail } from './child.ts';
import { nothing } from './images.ts';
import { login, repository } from './registry.ts';
import type { Session } from './session.ts';
import { currentState, saveState } from './state.ts';
import { demandCleanTree, demandReleaseBranch } from './tree.ts';
import { Trouble } from './trouble.ts';

export interface Published {
  /** The images by app, with the version as their tag. */
  readonly images: Readonly<Record<string, string>>;
}

/**
 * `release publish`: gives the candidates their versions in the registry. Nothing is built or copied here: the version becomes
 * another name of the very image that was scanned. No chart names it before `release values`.
 */
export async function publish(session: Session): Promise<Published> {
  const state = await currentState(session);
  const apps = Object.keys(state.apps);
  if (apps.length === 0) return nothing(session, 'publish');
  demandReleaseBranch(session);
  await demandCleanTree(session);
  const wanted = apps.map((app) => ({
    app,
    name: `${repository(session, app)}:${state.versions[app]?.version ?? 'NEXT'}`,
    from: `${repository(session, app)}@${state.images[app] ?? 'sha256:…'}`,
  }));
  if (session.dryRun) {
    for (const { name, from } of wanted) session.say(`would name ${from} ${name}`);
    return { images: {} };
  }
  for (const [gate, done] of [
    ['scan', state.scanned],
    ['sign', state.signed],
  ] as const) {
    const missing = apps.filter((app) => !done.includes(app));
    if (missing.length > 0)
      throw new Trouble(
        'input',
        `${missing.join(', ')} has not passed \`release ${gate}\`.`,
        'Run it first; nothing is published without.',
      );
  }
  await login(session);
  for (const { name } of wanted) await demandFree(session, name);
  const images: Record<string, string> = {};
  for (const { app, name, from } of wanted) {
    // Written down before it is done: what may be in the registry has to be taken away when this fails.
    state.published.push(app);
    saveState(session, state);
    const ended = await docker(session, ['buildx', 'imagetools', 'create', '--tag', name, from]);
    if (ended.status !== 0)
      throw new Trouble(
        'outside',
        `${name} could not be published: ${tail(ended)}`,
        'Wait until the registry answers and release again.',
      );
    images[app] = name;
    session.say(`published ${name}`);
  }
  return { images };
}

/** A version never changes its image: one that is in the registry already is a mistake somewhere. */
async function demandFree(session: Session, name: string): Promise<void> {
  const ended = await docker(session, ['buildx', 'imagetools', 'inspect', name]);
  if (ended.status === 0)
    throw new Trouble(
      'refused',
      `${name} is in the registry already.`,
      'Remove it there, or tag its commit in git, so that the number counts as taken.',
    );
  if (!/not found|manifest unknown|name unknown|404/i.test(ended.stderr))
    throw new Trouble(
      'outside',
      `The registry does not say whether it has ${name}: ${tail(ended)}`,
      'Wait until the registry answers and release again.',
    );
}

const docker = (session: Session, args: readonly string[]) =>
  call('docker', args, { cwd: session.root, timeLimit: 5 * minutes });
