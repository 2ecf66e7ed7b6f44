import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join, normalize, relative } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { type ChartRun, render } from './chart.ts';
import type { Helm } from './helm.ts';
import { type Manifest, type Rendered, readManifests } from './manifest.ts';
import { Trouble } from './trouble.ts';

const HelmSource = z.looseObject({
  releaseName: z.string().optional(),
  valueFiles: z.array(z.string()).default([]),
  ignoreMissingValueFiles: z.boolean().default(false),
  parameters: z
    .array(
      z.object({ name: z.string(), value: z.string().default(''), forceString: z.boolean().default(false) }),
    )
    .default([]),
  values: z.string().optional(),
  valuesObject: z.record(z.string(), z.unknown()).optional(),
});
const Source = z.looseObject({
  repoURL: z.string(),
  targetRevision: z.string().optional(),
  path: z.string().optional(),
  helm: HelmSource.optional(),
});
/** What of an Application decides what it applies. */
export const ApplicationSpec = z.looseObject({
  source: Source.optional(),
  sources: z.array(Source).optional(),
  destination: z.looseObject({ namespace: z.string().default('default') }),
});

/** An Application and what it applies. */
export interface Unfolded {
  application: Rendered;
  objects: Rendered[];
  /** How its chart is run; undefined for a folder of plain files. */
  run: ChartRun | undefined;
  problems: string[];
}

/** The environments: one root file each in argocd/. */
export async function environments(root: string): Promise<string[]> {
  const folder = join(root, 'argocd');
  if (!existsSync(folder))
    throw new Trouble(`There is no folder argocd in ${root}: nothing says what to apply.`);
  const found: string[] = [];
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()) {
    const documents = readManifests(await readFile(join(folder, file), 'utf8'));
    if (documents.some((document) => 'manifest' in document && document.manifest.kind === 'Application')) {
      found.push(basename(file, '.yaml'));
    }
  }
  return found;
}

/** Follows an environment's root to every Application and object, as ArgoCD would. */
export async function unfold(helm: Helm, root: string, environment: string): Promise<Unfolded[]> {
  const file = `argocd/${environment}.yaml`;
  const documents = readManifests(await readFile(join(root, file), 'utf8'));
  const roots = documents.flatMap((document) => ('manifest' in document ? [document.manifest] : []));
  const done: Unfolded[] = [];
  const seen = new Set<string>();
  const follow = async (application: Rendered): Promise<void> => {
    if (seen.has(application.manifest.metadata.name)) return;
    seen.add(application.manifest.metadata.name);
    const unfolded = await unfoldOne(helm, root, application);
    done.push(unfolded);
    const children = unfolded.objects.filter(({ manifest }) => manifest.kind === 'Application');
    await eachOf(children, follow);
  };
  for (const manifest of roots.filter(({ kind }) => kind === 'Application')) {
    await follow({ manifest, application: undefined, file, namespace: 'argocd' });
  }
  return done.sort((a, b) =>
    a.application.manifest.metadata.name.localeCompare(b.application.manifest.metadata.name),
  );
}

const AT_ONCE = 3;
/** Runs a task for each item, a few at a time. */
export async function eachOf<T>(items: readonly T[], task: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const work = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await task(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function unfoldOne(helm: Helm, root: string, application: Rendered): Promise<Unfolded> {
  const empty = (problem: string): Unfolded => ({
    application,
    objects: [],
    run: undefined,
    problems: [problem],
  });
  const spec = ApplicationSpec.safeParse(application.manifest['spec']);
  if (!spec.success) return empty(z.prettifyError(spec.error));
  const { source, sources, destination } = spec.data;
  if (source?.path === undefined || sources !== undefined) {
    return empty('only an Application with one source and a path in this repository can be rehearsed');
  }
  const folder = normalize(join(root, source.path));
  if (relative(root, folder).startsWith('..') || !existsSync(folder)) {
    return empty(`its path ${source.path} is no folder of the repository`);
  }
  const place = { application: application.manifest.metadata.name, namespace: destination.namespace };
  if (!existsSync(join(folder, 'Chart.yaml'))) return plainFiles(application, root, source.path, place);
  const run: ChartRun = {
    folder,
    release: source.helm?.releaseName ?? application.manifest.metadata.name,
    namespace: destination.namespace,
    valueFiles: source.helm?.valueFiles ?? [],
    ignoreMissing: source.helm?.ignoreMissingValueFiles ?? false,
    parameters: source.helm?.parameters ?? [],
    inline:
      source.helm?.valuesObject === undefined ? source.helm?.values : stringify(source.helm.valuesObject),
  };
  const result = await render(helm, run);
  if ('problem' in result) return { application, objects: [], run, problems: [result.problem] };
  const problems: string[] = [];
  const objects: Rendered[] = [];
  for (const document of readManifests(result.yaml)) {
    if ('problem' in document) problems.push(document.problem);
    else objects.push({ manifest: document.manifest, file: fileOf(source.path, document.comment), ...place });
  }
  return { application, objects, run, problems };
}

async function plainFiles(
  application: Rendered,
  root: string,
  path: string,
  place: { application: string; namespace: string },
): Promise<Unfolded> {
  const unfolded: Unfolded = { application, objects: [], run: undefined, problems: [] };
  for (const name of (await readdir(join(root, path)))
    .filter((entry) => /\.(ya?ml|json)$/.test(entry))
    .sort()) {
    const file = join(path, name);
    for (const document of readManifests(await readFile(join(root, file), 'utf8'))) {
      if ('problem' in document) unfolded.problems.push(`${file}: ${document.problem}`);
      else unfolded.objects.push({ manifest: document.manifest, file, ...place });
    }
  }
  return unfolded;
}

/** `# Source: cart/charts/service/templates/x.yaml`, as Helm writes it above each object, as a path of the repository. */
export function fileOf(path: string, comment: string): string {
  const source = /Source: [^/\s]+\/(\S+)/.exec(comment)?.[1];
  return source === undefined ? path : join(path, source);
}

const HOOK = 'argocd.argoproj.io/hook';
/** The phase in which ArgoCD runs an object as a hook; undefined for what it keeps in place. */
export function hookOf({ metadata }: Manifest): string | undefined {
  const own = metadata.annotations?.[HOOK];
  if (own !== undefined) return own;
  const helms = metadata.annotations?.['helm.sh/hook'];
  if (helms === undefined) return undefined;
  return (
    {
      'pre-install': 'PreSync',
      'pre-upgrade': 'PreSync',
      'post-install': 'PostSync',
      'post-upgrade': 'PostSync',
    }[helms.split(',')[0] ?? ''] ?? 'Skip'
  );
}
