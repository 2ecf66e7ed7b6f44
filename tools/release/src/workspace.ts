import picomatch from 'picomatch';
import { z } from 'zod';
import type { Git } from './git.ts';
import { Trouble } from './trouble.ts';

const Manifest = z.looseObject({
  name: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).optional(),
  withoutInImage: z.array(z.string()).optional(),
});

/** A workspace of npm: its folder, and the workspaces it is built with. */
export interface Workspace {
  readonly folder: string;
  readonly uses: readonly string[];
  /** Patterns of dependencies that its image goes without. */
  readonly without: readonly string[];
}

/** A folder that goes into an image, with the chain of names that leads to it from the app: cart, @shop/service, @shop/auth. */
export interface Part {
  readonly folder: string;
  readonly chain: readonly string[];
}

/** The workspaces at a commit by name. Dependencies on each other are what their package.json says. */
export async function workspacesAt(git: Git, commit: string): Promise<Map<string, Workspace>> {
  const files = await git.lines(['ls-tree', '-r', '--name-only', commit, 'apps', 'libs', 'tools']);
  const manifests = files.filter((file) => /^[^/]+\/[^/]+\/package\.json$/.test(file));
  const read = await Promise.all(
    manifests.map(async (file) => ({ file, text: await git.file(commit, file) })),
  );
  const found = read.map(({ file, text }) => ({ file, manifest: parse(file, text ?? '') }));
  const names = new Set(found.map(({ manifest }) => manifest.name));
  return new Map(
    found.map(({ file, manifest }) => [
      manifest.name ?? file,
      {
        folder: file.slice(0, -'/package.json'.length),
        without: manifest.withoutInImage ?? [],
        uses: Object.keys(manifest.dependencies ?? {}).filter((name) => names.has(name)),
      },
    ]),
  );
}

/** All workspaces that an app's image is built from, itself first, each by its shortest chain. */
export function partsOf(workspaces: ReadonlyMap<string, Workspace>, folder: string): Part[] {
  const own = [...workspaces].find(([, workspace]) => workspace.folder === folder);
  if (own === undefined) return [];
  const reached = new Map([[own[0], [own[0]]]]);
  const isLeftOut = picomatch([...own[1].without]);
  // A Map that grows while it is walked is walked to its end: breadth first.
  for (const [name, chain] of reached) {
    for (const used of workspaces.get(name)?.uses ?? []) {
      if (!reached.has(used) && !isLeftOut(used)) reached.set(used, [...chain, used]);
    }
  }
  return [...reached].map(([name, chain]) => ({ folder: workspaces.get(name)?.folder ?? '', chain }));
}

function parse(file: string, text: string): z.output<typeof Manifest> {
  try {
    return Manifest.parse(JSON.parse(text));
  } catch (error) {
    throw new Trouble('input', `${file} is not a package.json.`, 'Correct it and commit.', { cause: error });
  }
}
