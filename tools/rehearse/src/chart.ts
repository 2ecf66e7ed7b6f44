import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Helm } from './helm.ts';

/** The Kubernetes that ArgoCD tells charts about. */
export const KUBERNETES_VERSION = '1.34.0';
/** What charts may ask the cluster for. */
const API_VERSIONS = [
  'argoproj.io/v1alpha1',
  'cert-manager.io/v1',
  'external-secrets.io/v1',
  'monitoring.coreos.com/v1',
  'networking.istio.io/v1',
  'security.istio.io/v1',
];
const RENDER_LIMIT_MS = 60_000;

/** All that decides what a chart becomes. */
export interface ChartRun {
  /** Folder of the chart. */
  folder: string;
  release: string;
  namespace: string;
  /** Relative to the folder, in the order in which they are laid over each other. */
  valueFiles: readonly string[];
  /** Whether a value file may be missing. */
  ignoreMissing: boolean;
  parameters: readonly { name: string; value: string; forceString: boolean }[];
  /** Values in the Application itself, as YAML. */
  inline?: string | undefined;
}

/** What came of a chart: its objects as YAML, or what Helm says is wrong. */
export type ChartResult = { yaml: string } | { problem: string };

/** Renders a chart as ArgoCD would. */
export async function render(helm: Helm, run: ChartRun): Promise<ChartResult> {
  const missing = run.valueFiles.find((file) => !run.ignoreMissing && !existsSync(join(run.folder, file)));
  if (missing !== undefined) return { problem: `the value file ${missing} does not exist` };
  const { stdout, stderr, failed, timedOut } = await call(helm, run, [
    'template',
    '.',
    '--name-template',
    run.release,
    '--namespace',
    run.namespace,
    '--kube-version',
    KUBERNETES_VERSION,
    ...API_VERSIONS.flatMap((version) => ['--api-versions', version]),
    '--include-crds',
    ...valuesOf(run),
  ]);
  if (timedOut) return { problem: `helm template did not end within ${RENDER_LIMIT_MS / 1000} s` };
  return failed ? { problem: said(stderr) } : { yaml: stdout };
}

/** What `helm lint --strict` finds wrong. */
export async function lint(helm: Helm, run: ChartRun): Promise<string[]> {
  const { stdout, stderr, failed } = await call(helm, run, [
    'lint',
    '.',
    '--strict',
    '--quiet',
    '--namespace',
    run.namespace,
    '--kube-version',
    KUBERNETES_VERSION,
    ...valuesOf(run),
  ]);
  if (!failed) return [];
  const lines = stdout.split('\n').filter((line) => /^\[(ERROR|WARNING)\]/.test(line));
  return lines.length > 0 ? lines : [said(stderr)];
}

const call = (helm: Helm, run: ChartRun, args: string[]) =>
  execa(helm.path, args, {
    cwd: run.folder,
    reject: false,
    timeout: RENDER_LIMIT_MS,
    ...(run.inline === undefined ? {} : { input: run.inline }),
  });

const valuesOf = ({ folder, valueFiles, parameters, inline }: ChartRun) => [
  ...valueFiles.filter((file) => existsSync(join(folder, file))).flatMap((file) => ['--values', file]),
  ...(inline === undefined ? [] : ['--values', '-']),
  ...parameters.flatMap(({ name, value, forceString }) => [
    forceString ? '--set-string' : '--set',
    // As ArgoCD: a comma in a value is no separator.
    `${name}=${value.replaceAll(/(?<!\\),/g, '\\,')}`,
  ]),
];

/** Helm's message without its advice to try --debug. */
const said = (stderr: string) =>
  stderr
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^Use --debug|^WARNING: Kubernetes configuration/.test(line))
    .join(' ')
    .replace(/^Error: /, '')
    .trim() || 'helm failed and said nothing';
