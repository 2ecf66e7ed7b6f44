import { install, whyNotInstall } from '../apt.ts';
import { reason, Trouble } from '../trouble.ts';
import { dockerSources } from './docker.ts';
import { kinds } from './kinds.ts';
import { downloadMongod } from './mongod-download.ts';
import { hasStandIn } from './mongodb.ts';
import type { Server, ServerOptions, StoreName } from './store.ts';
import type { Report } from './stores.ts';

/** Where a store comes from; `words` says it to a person. */
export type Source =
  | { readonly from: 'url'; readonly words: string; readonly server: Server }
  | {
      readonly from: 'docker';
      readonly words: string;
      readonly start: (options: ServerOptions) => Promise<Server>;
    }
  | { readonly from: 'program'; readonly words: string; readonly program: string }
  | { readonly from: 'stand-in'; readonly words: string; readonly why: string };

/** What can be said about a store before anything is installed or started. */
export interface Plan {
  readonly sources: Map<StoreName, Source>;
  /** To be installed with apt-get. */
  readonly packages: Map<StoreName, readonly string[]>;
  /** To be downloaded, or played by the stand-in. */
  readonly wanted: StoreName[];
  /** Why a better source was passed over. */
  readonly notes: string[];
}

/** Decides where each store would come from: its URL, Docker, a program of this machine, a package, the stand-in. Without `pull` nothing is fetched. */
export async function plan(
  which: readonly StoreName[],
  from: 'anywhere' | 'private',
  pull = true,
): Promise<Plan> {
  const decided: Plan = { sources: new Map(), packages: new Map(), wanted: [], notes: [] };
  if (from === 'anywhere') {
    for (const name of which) {
      const url = process.env[kinds[name].variable];
      if (url !== undefined && url !== '') decided.sources.set(name, given(name, url));
    }
    const rest = which.filter((name) => !decided.sources.has(name));
    const docker = await dockerSources(rest, pull);
    for (const [name, source] of docker.sources) decided.sources.set(name, source);
    if (docker.note !== undefined) decided.notes.push(docker.note);
  }
  for (const name of which.filter((each) => !decided.sources.has(each))) {
    const program = await kinds[name].find();
    const { packages } = kinds[name];
    if (program !== undefined)
      decided.sources.set(name, { from: 'program', program, words: `private, ${program}` });
    else if (packages.length > 0) decided.packages.set(name, packages);
    else decided.wanted.push(name);
  }
  return decided;
}

/** Plans and installs, so that every store asked for has a source. */
export async function acquire(
  which: readonly StoreName[],
  from: 'anywhere' | 'private',
  report?: Report,
): Promise<Map<StoreName, Source>> {
  const decided = await plan(which, from);
  await installMissing(decided, report);
  for (const name of decided.wanted) decided.sources.set(name, await downloadOrStandIn(report));
  return decided.sources;
}

/** Installs all packages of the plan in one go. */
export async function installMissing(decided: Plan, report?: Report): Promise<void> {
  const packages = [...decided.packages.values()].flat();
  if (packages.length === 0) return;
  const first = [...decided.packages.keys()][0] as StoreName;
  await install(packages, (text) => report?.line?.(first, text));
  for (const name of decided.packages.keys()) {
    const program = await kinds[name].find();
    if (program === undefined) {
      throw new Trouble(
        `${kinds[name].title} was installed but its program is not there.`,
        'Reinstall it by hand.',
      );
    }
    decided.sources.set(name, { from: 'program', program, words: `private, ${program} (installed now)` });
  }
}

/** MongoDB, which no distribution packages: the real one by download, or else the stand-in. */
export async function downloadOrStandIn(report?: Report): Promise<Source> {
  report?.waiting?.('mongodb', 'looking for a MongoDB to download');
  try {
    const program = await downloadMongod();
    return { from: 'program', program, words: `private, ${program} (downloaded)` };
  } catch (error) {
    if (!hasStandIn()) {
      throw new Trouble(
        `There is no MongoDB here and none can be downloaded (${reason(error)}).`,
        'Install mongod, or set MONGO_URL to a MongoDB server.',
        { cause: error },
      );
    }
    return { from: 'stand-in', words: 'a STAND-IN, not MongoDB', why: reason(error) };
  }
}

/** Why the plan cannot be carried out, or undefined. */
export async function obstacle(decided: Plan): Promise<string | undefined> {
  if (decided.packages.size === 0) return undefined;
  const not = await whyNotInstall();
  return not === undefined
    ? undefined
    : `${[...decided.packages.values()].flat().join(', ')} must be installed, but ${not}`;
}

function given(name: StoreName, url: string): Source {
  const { title, variable, probe } = kinds[name];
  const answers = async (): Promise<void> => {
    await probe(url).catch((error: unknown) => {
      throw new Trouble(
        `${title} at ${variable} does not answer: ${reason(error)}.`,
        `Start that server, correct ${variable}, or unset it.`,
        { cause: error },
      );
    });
  };
  const refuse = (): never => {
    throw new Error(`${title} was given by ${variable}; it is not ours to stop`);
  };
  const server: Server = {
    url,
    pids: () => [],
    start: answers,
    stop: async () => undefined,
    kill: async () => refuse(),
    freeze: refuse,
    thaw: refuse,
  };
  return { from: 'url', words: `${variable} of the environment`, server };
}
