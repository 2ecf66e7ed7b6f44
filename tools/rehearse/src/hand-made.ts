import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileOf } from './argocd.ts';
import { lint, render } from './chart.ts';
import type { Helm } from './helm.ts';
import { type Rendered, readManifests } from './manifest.ts';

/** What is applied by hand, and what of it cannot be read. */
export interface HandMade {
  objects: Rendered[];
  problems: { file: string; says: string }[];
}

/** Kubernetes objects that no Application renders: argocd/*.yaml, and files and charts in ops/. */
export async function handMade(helm: Helm, root: string): Promise<HandMade> {
  const found: HandMade = { objects: [], problems: [] };
  const files = [...(await yamlIn(root, 'argocd', false)), ...(await yamlIn(root, 'ops', true))];
  const charts = files.filter((file) => file.endsWith('/Chart.yaml')).map(dirname);
  for (const chart of charts) await addChart(helm, root, chart, found);
  for (const file of files.filter((path) => !charts.some((chart) => path.startsWith(`${chart}/`)))) {
    const text = await readFile(join(root, file), 'utf8');
    // Values for other people's charts are YAML too, and so is what kind and kops read and no API server ever gets.
    if (!/^apiVersion: (?!kind\.x-k8s\.io|kops\.k8s\.io)/m.test(text) || !/^kind:/m.test(text)) continue;
    add(found, text, () => file);
  }
  return found;
}

/** A chart as it is, or as each of the examples in its ci/ makes it. */
async function addChart(helm: Helm, root: string, chart: string, found: HandMade): Promise<void> {
  const examples = await yamlIn(root, join(chart, 'ci'), false);
  for (const example of examples.length === 0 ? [undefined] : examples) {
    const run = {
      folder: join(root, chart),
      release: 'shopstack',
      namespace: 'default',
      valueFiles: example === undefined ? [] : [relative(chart, example)],
      ignoreMissing: false,
      parameters: [],
    };
    const result = await render(helm, run);
    if ('problem' in result) {
      found.problems.push({ file: chart, says: result.problem });
      continue;
    }
    found.problems.push(...(await lint(helm, run)).map((says) => ({ file: chart, says })));
    add(found, result.yaml, (comment) => fileOf(chart, comment));
  }
}

function add(found: HandMade, text: string, fileFor: (comment: string) => string): void {
  for (const document of readManifests(text)) {
    if ('problem' in document) {
      found.problems.push({ file: fileFor(''), says: document.problem });
      continue;
    }
    const { manifest, comment } = document;
    found.objects.push({ manifest, application: undefined, file: fileFor(comment), namespace: 'default' });
  }
}

async function yamlIn(root: string, folder: string, deep: boolean): Promise<string[]> {
  if (!existsSync(join(root, folder))) return [];
  const entries = await readdir(join(root, folder), { recursive: deep, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((file) => !/(^|\/)(node_modules|\.terraform)\//.test(file))
    .sort();
}
