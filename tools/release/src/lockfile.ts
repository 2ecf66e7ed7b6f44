import { z } from 'zod';

const Entry = z.looseObject({
  version: z.string().optional(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  link: z.boolean().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
  peerDependencies: z.record(z.string(), z.string()).optional(),
  peerDependenciesMeta: z.record(z.string(), z.looseObject({ optional: z.boolean().optional() })).optional(),
});
const Lockfile = z.looseObject({ packages: z.record(z.string(), Entry) });

type Packages = z.output<typeof Lockfile>['packages'];

/** A library that goes into an image: where npm puts it, which one it is, and through whom it comes. */
export interface Locked {
  readonly version: string;
  readonly identity: string;
  readonly chain: readonly string[];
}

/** The packages of a package-lock.json; none for an empty text. */
export function readLockfile(text: string | undefined): Packages {
  return text === undefined ? {} : Lockfile.parse(JSON.parse(text)).packages;
}

/**
 * What the image of a workspace installs, by the place it is put in: its dependencies, theirs, and so on, found as Node finds
 * them, through the workspaces it uses; peers only where they must be there. This is how tools/image.mjs looks at it too.
 * `tools` are those of the root that every image is built with.
 */
export function closure(
  packages: Packages,
  folder: string,
  tools: readonly string[],
  isLeftOut: (name: string) => boolean = () => false,
): Map<string, Locked> {
  const found = new Map<string, Locked>();
  const waiting: { place: string; chain: string[] }[] = [];
  const enter = (from: string, name: string, chain: string[]) => {
    const place = resolve(packages, from, name);
    if (place === undefined || found.has(place)) return;
    const entry = packages[place];
    const identity = [entry?.version, entry?.integrity, entry?.resolved].join(' ');
    const whole = [...chain, name];
    found.set(place, { version: entry?.version ?? '', identity, chain: whole });
    // A link is a workspace: its sources are watched by their folder, its dependencies from here.
    waiting.push({ place: entry?.link === true ? (entry.resolved ?? place) : place, chain: whole });
  };
  waiting.push({ place: folder, chain: [folder.slice(folder.indexOf('/') + 1)] });
  for (const tool of tools) enter('', tool, ['the build']);
  for (const { place, chain } of waiting) {
    const entry = packages[place];
    for (const name of requiredBy(entry)) {
      if (!isLeftOut(name)) enter(place, name, chain);
    }
  }
  return found;
}

function requiredBy(entry: Packages[string] | undefined): string[] {
  const peers = Object.keys(entry?.peerDependencies ?? {});
  const needed = peers.filter((name) => entry?.peerDependenciesMeta?.[name]?.optional !== true);
  return Object.keys({
    ...entry?.dependencies,
    ...entry?.optionalDependencies,
    ...Object.fromEntries(needed.map((name) => [name, ''])),
  }).sort();
}

/** Where Node finds a package from a folder: the nearest node_modules upwards. */
function resolve(packages: Packages, from: string, name: string): string | undefined {
  for (let folder = from; ; folder = parent(folder)) {
    const place = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[place] !== undefined) return place;
    if (folder === '') return undefined;
  }
}

function parent(folder: string): string {
  const cut = folder.lastIndexOf('/node_modules/');
  if (cut >= 0) return folder.slice(0, cut);
  // A workspace: apps/cart has no packages of its own above it but the root's.
  return '';
}

export interface Bump {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly chain: readonly string[];
}

/** The libraries that differ between two closures. */
export function bumps(before: ReadonlyMap<string, Locked>, after: ReadonlyMap<string, Locked>): Bump[] {
  const places = [...new Set([...before.keys(), ...after.keys()])].sort();
  return places
    .filter((place) => before.get(place)?.identity !== after.get(place)?.identity)
    .map((place) => {
      const [old, now] = [before.get(place), after.get(place)];
      return {
        name: place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length),
        from: old?.version ?? '',
        to: now?.version ?? '',
        chain: now?.chain ?? old?.chain ?? [],
      };
    });
}
