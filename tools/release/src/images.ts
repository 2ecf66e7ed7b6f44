import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { call, type Ended, minutes, tail } from './child.ts';
import { chosen, deployablesAt } from './deployables.ts';
import { demandRegistry, registryOf, repository } from './registry.ts';
import type { Session } from './session.ts';
import { currentState, reports, type State, saveState } from './state.ts';
import { demandCleanTree, demandReleaseBranch } from './tree.ts';
import { Trouble } from './trouble.ts';

/** What every image is built for. */
export const platforms = ['linux/amd64', 'linux/arm64'];

const builder = 'shopstack-release';
const limit = 60 * minutes;
const Metadata = z.looseObject({ 'containerimage.digest': z.string().regex(/^sha256:[0-9a-f]{64}$/) });

export interface Built {
  /** What was built, by app: the image with its digest, or with its local tag. */
  readonly images: Readonly<Record<string, string>>;
}

/** `release build`: every planned app for all platforms, pushed as a candidate that no chart names. */
export async function build(session: Session): Promise<Built> {
  const state = await currentState(session);
  const apps = Object.keys(state.apps);
  if (apps.length === 0) return nothing(session, 'build');
  demandReleaseBranch(session);
  await demandCleanTree(session);
  const registry = demandRegistry(session);
  if (!state.tested && !session.dryRun)
    throw new Trouble('input', 'This commit is not tested.', 'Run `release test` first.');
  const unnumbered = apps.filter((app) => state.versions[app] === undefined);
  if (unnumbered.length > 0 && !session.dryRun)
    throw new Trouble(
      'input',
      `${unnumbered.join(', ')} has no version yet.`,
      'Run `release version` first.',
    );
  if (!session.dryRun) await startBuilder(session);
  const images: Record<string, string> = {};
  for (const app of apps) {
    const version = state.versions[app]?.version ?? 'NEXT';
    const metadata = join(reports(session, 'build'), `${app}.json`);
    const args = buildArguments(session, app, version, state.revision, metadata);
    session.say(`building ${app} ${version} for ${platforms.join(' and ')}`);
    if (session.dryRun) {
      session.say(`  docker ${args.join(' ')}`);
      continue;
    }
    rmSync(metadata, { force: true });
    const ended = await call('docker', args, { cwd: session.root, timeLimit: limit, show: true });
    if (ended.status !== 0) throw buildTrouble(app, registry, ended);
    images[app] = digestIn(metadata, app);
    saveState(session, { ...state, images: { ...state.images, ...images } });
  }
  return { images };
}

function buildArguments(
  session: Session,
  app: string,
  version: string,
  revision: string,
  metadata: string,
): string[] {
  const name = repository(session, app);
  // ECR keeps a cache only as an OCI image manifest.
  const cache = `type=registry,ref=${name}:buildcache`;
  return [
    ...['buildx', 'build', '--builder', builder, '--file', 'Dockerfile', '--platform', platforms.join(',')],
    ...[
      '--build-arg',
      `APP=${app}`,
      '--build-arg',
      `VERSION=${version}`,
      '--build-arg',
      `REVISION=${revision}`,
    ],
    ...['--cache-from', cache, '--cache-to', `${cache},mode=max,image-manifest=true,oci-mediatypes=true`],
    ...['--provenance', 'mode=max', '--sbom', 'true', '--metadata-file', metadata],
    ...['--tag', `${name}:${candidate(revision)}`, '--push', '.'],
  ];
}

/** The tag of what is built and not yet released. */
export const candidate = (revision: string) => `sha-${revision.slice(0, 12)}`;

/** `release build --local`: for this machine alone, pushed nowhere; for pull requests and for trying out. */
export async function buildLocal(session: Session, names: readonly string[]): Promise<Built> {
  const revision = (await session.git.commit('HEAD')) ?? 'unknown';
  const images: Record<string, string> = {};
  for (const { name } of chosen(await deployablesAt(session.git, 'HEAD'), names)) {
    const tag = localImage(session, name);
    const numbers = ['--build-arg', 'VERSION=0.0.0-dev', '--build-arg', `REVISION=${revision}`];
    const args = ['build', '--build-arg', `APP=${name}`, ...numbers, '--tag', tag, '.'];
    session.say(`building ${tag}`);
    if (session.dryRun) {
      session.say(`  docker ${args.join(' ')}`);
      continue;
    }
    const env = { DOCKER_BUILDKIT: '1' };
    const ended = await call('docker', args, { cwd: session.root, timeLimit: limit, show: true, env });
    if (ended.status !== 0) throw buildTrouble(name, registryOf(session) ?? 'Docker', ended);
    images[name] = tag;
  }
  return { images };
}

/** The name of an image that is for this machine alone. */
export const localImage = (session: Session, app: string) => `${repository(session, app)}:dev`;

/** Only a builder in a container of its own builds for several platforms and keeps its cache in a registry. */
async function startBuilder(session: Session): Promise<void> {
  const options = { cwd: session.root, timeLimit: 5 * minutes };
  if ((await call('docker', ['buildx', 'inspect', builder], options)).status === 0) return;
  const create = ['buildx', 'create', '--name', builder, '--driver', 'docker-container', '--bootstrap'];
  const ended = await call('docker', create, options);
  if (ended.status !== 0)
    throw new Trouble(
      'outside',
      `docker buildx cannot start a builder: ${tail(ended, 3)}`,
      'Check that the Docker engine runs and that buildx is installed (`docker buildx version`).',
    );
}

function buildTrouble(app: string, registry: string, ended: Ended): Trouble {
  const said = tail(ended, 8);
  if (/no basic auth|access denied|denied: |unauthorized|authorization token|\b40[13]\b/i.test(said))
    return new Trouble(
      'outside',
      `${app}: ${registry} refuses us: ${said}`,
      'Run `release login`, with credentials that may push.',
    );
  if (/name unknown|does not exist/i.test(said) && /repositor/i.test(said))
    return new Trouble('outside', `${app}: ${said}`, 'Create a repository per app; ops/terraform does.');
  if (/connection refused|no such host|i\/o timeout|TLS handshake|unexpected EOF|\b50\d\b/i.test(said))
    return new Trouble(
      'outside',
      `${app}: ${registry} does not answer: ${said}`,
      'Wait until the registry is back and run this again.',
    );
  return new Trouble(
    'refused',
    `The image of ${app} could not be built: ${said}`,
    'Correct it and push again.',
  );
}

function digestIn(file: string, app: string): string {
  try {
    return Metadata.parse(JSON.parse(readFileSync(file, 'utf8')))['containerimage.digest'];
  } catch (error) {
    throw new Trouble(
      'outside',
      `buildx does not say which digest ${app} has.`,
      'Update buildx and run this again.',
      {
        cause: error,
      },
    );
  }
}

export function nothing(session: Session, verb: string): { images: Record<string, string> } {
  session.say(`nothing changed: nothing to ${verb}`);
  return { images: {} };
}

/** Images of the release under way, by app: what was pushed, by its digest, so that nobody can exchange it meanwhile. */
export function pushed(session: Session, state: State): [app: string, image: string][] {
  return Object.keys(state.apps).map((app) => {
    const digest = state.images[app];
    if (digest === undefined && !session.dryRun)
      throw new Trouble('input', `${app} is not built.`, 'Run `release build` first.');
    return [app, `${repository(session, app)}@${digest ?? 'sha256:…'}`];
  });
}

/** In a dry run says what would be run. */
export async function dry(session: Session, program: string, args: readonly string[]): Promise<boolean> {
  if (session.dryRun) session.say(`would run: ${program} ${args.join(' ')}`);
  return session.dryRun;
}
