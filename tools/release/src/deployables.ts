import type { Git } from './git.ts';
import { Trouble } from './trouble.ts';

/** One image, one version, one tag in one values file. */
export interface Deployable {
  readonly name: string;
  /** Where its sources are: apps/cart, tools/psp. */
  readonly folder: string;
  /** The one file and the one path in it that say which version runs. */
  readonly values: { readonly file: string; readonly path: readonly string[] };
}

/** What is deployed from tools/, beside everything in apps/. */
const deployedTools = ['psp', 'verifier'];

/** The deployables of a commit: every workspace in apps/, and the tools that run in the cluster. */
export async function deployablesAt(git: Git, commit: string): Promise<Deployable[]> {
  const files = await git.lines(['ls-tree', '-r', '--name-only', commit, 'apps', 'tools']);
  const folders = files
    .map((file) => /^((?:apps|tools)\/[^/]+)\/package\.json$/.exec(file)?.[1])
    .filter((folder) => folder !== undefined)
    .filter((folder) => folder.startsWith('apps/') || deployedTools.includes(folder.slice('tools/'.length)));
  return folders.map((folder) => deployable(folder.slice(folder.indexOf('/') + 1), folder));
}

function deployable(name: string, folder: string): Deployable {
  // The verifier's image is named by every app's chart, so its tag is in a value file that all of them get.
  if (name === 'verifier')
    return {
      name,
      folder,
      values: { file: 'charts/environments/verifier.yaml', path: ['verifier', 'image'] },
    };
  return { name, folder, values: { file: `charts/${name}/values.yaml`, path: ['deploy', 'image'] } };
}

/** Those that are named, in the order of the repository; all of them when none is. */
export function chosen(all: readonly Deployable[], names: readonly string[]): Deployable[] {
  const unknown = names.filter((name) => !all.some((one) => one.name === name));
  if (unknown.length > 0)
    throw new Trouble(
      'input',
      `There is no app ${unknown.join(', ')}.`,
      `The apps are ${all.map((one) => one.name).join(', ')}.`,
    );
  return names.length === 0 ? [...all] : all.filter((one) => names.includes(one.name));
}
