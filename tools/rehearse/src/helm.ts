import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { messageOf, Trouble } from './trouble.ts';

/** The Helm that is installed when there is none; ArgoCD 3 renders with the same major version. */
export const HELM_VERSION = '3.19.5';

const second = 1_000;
const ASK_LIMIT_MS = 10 * second;
const DOWNLOAD_LIMIT_MS = 120 * second;
// Five minutes on two busy cores, the first time.
const BUILD_LIMIT_MS = 900 * second;

/** A helm that runs. */
export interface Helm {
  path: string;
  version: string;
  /** Where it was found: `SHOP_HELM`, `PATH`, `cache`, or how it was installed. */
  from: string;
}

/** Where to look, and where to get it from; tests give their own. */
export interface HelmPlaces {
  env: Record<string, string | undefined>;
  /** Folder that keeps an installed helm. */
  cache: string;
  /** Where official releases are. */
  releases: string;
  /** Where Go is when it is not on the PATH. */
  goFolder: string;
}

/** The places of this machine. */
export const helmPlaces = (env: Record<string, string | undefined> = process.env): HelmPlaces => ({
  env,
  cache: join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'shopstack'),
  releases: 'https://get.helm.sh',
  goFolder: '/usr/local/go/bin',
});

const cached = (places: HelmPlaces) => join(places.cache, `helm-${HELM_VERSION}`);

/** Finds helm: the one `SHOP_HELM` names, the PATH's, or the one installed before. */
export async function findHelm(places = helmPlaces()): Promise<Helm | undefined> {
  const named = places.env['SHOP_HELM'];
  if (named !== undefined && named !== '') {
    const version = await ask(named, places);
    if (version?.startsWith('v3') !== true) {
      throw new Trouble(
        `SHOP_HELM is ${named}, which is no Helm 3 (${version ?? 'it does not run'}). Correct or unset it.`,
      );
    }
    return { path: named, version, from: 'SHOP_HELM' };
  }
  for (const [path, from] of [
    ['helm', 'PATH'],
    [cached(places), 'cache'],
  ] as const) {
    const version = await ask(path, places);
    if (version?.startsWith('v3') === true) return { path, version, from };
  }
  return undefined;
}

/** Finds helm or installs it into the cache: built by Go when that is here, otherwise the official release. */
export async function haveHelm(say: (line: string) => void, places = helmPlaces()): Promise<Helm> {
  const found = await findHelm(places);
  if (found !== undefined) return found;
  const reasons: string[] = [];
  for (const [from, install] of [
    ['go install', build],
    ['the official release', download],
  ] as const) {
    try {
      say(`Installing Helm ${HELM_VERSION} by ${from} (once)`);
      await mkdir(places.cache, { recursive: true });
      await install(places);
      const version = await ask(cached(places), places);
      if (version !== undefined) return { path: cached(places), version, from };
      reasons.push(`${from}: what came does not run`);
    } catch (error) {
      reasons.push(`${from}: ${messageOf(error).split('\n')[0]}`);
    }
  }
  throw new Trouble(
    `Helm is needed and could not be installed (${reasons.join('; ')}). Install Helm 3 from https://helm.sh/docs/intro/install, or name one in SHOP_HELM.`,
  );
}

async function ask(path: string, places: HelmPlaces): Promise<string | undefined> {
  const { stdout, failed } = await execa(path, ['version', '--template', '{{.Version}}'], {
    reject: false,
    timeout: ASK_LIMIT_MS,
    env: places.env,
    extendEnv: false,
  });
  return failed ? undefined : stdout.trim();
}

async function build(places: HelmPlaces): Promise<void> {
  const folder = await mkdtemp(join(places.cache, 'go-'));
  try {
    const version = `-X=helm.sh/helm/v3/internal/version.version=v${HELM_VERSION}`;
    const args = ['install', '-ldflags', `-s -w ${version}`, `helm.sh/helm/v3/cmd/helm@v${HELM_VERSION}`];
    await execa('go', args, {
      timeout: BUILD_LIMIT_MS,
      env: {
        ...places.env,
        PATH: `${places.env['PATH'] ?? ''}${delimiter}${places.goFolder}`,
        GOBIN: folder,
        CGO_ENABLED: '0',
      },
      extendEnv: false,
    });
    await rename(join(folder, 'helm'), cached(places));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function download(places: HelmPlaces): Promise<void> {
  const systems: Record<string, string> = { linux: 'linux', darwin: 'darwin' };
  const machines: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };
  const [system, machine] = [systems[process.platform], machines[process.arch]];
  if (system === undefined || machine === undefined) {
    throw new Trouble(`there is no release for ${process.platform}-${process.arch}`);
  }
  const name = `helm-v${HELM_VERSION}-${system}-${machine}.tar.gz`;
  const archive = await fetched(`${places.releases}/${name}`);
  const sum = (await fetched(`${places.releases}/${name}.sha256sum`)).toString('utf8').split(/\s/)[0];
  if (createHash('sha256').update(archive).digest('hex') !== sum) {
    throw new Trouble(`the checksum of ${name} is not the published one`);
  }
  const folder = await mkdtemp(join(places.cache, 'release-'));
  try {
    await writeFile(join(folder, name), archive);
    await execa('tar', ['-xzf', name], { cwd: folder, timeout: ASK_LIMIT_MS * 3 });
    const helm = join(folder, `${system}-${machine}`, 'helm');
    await readFile(helm);
    await chmod(helm, 0o755);
    await rename(helm, cached(places));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function fetched(url: string): Promise<Buffer> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_LIMIT_MS) }).catch(
    (error: unknown) => {
      throw new Trouble(`${url} cannot be reached (${messageOf(error)})`);
    },
  );
  if (!answer.ok) throw new Trouble(`${url} answers ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}
