import { stringify } from 'yaml';
import { environments, unfold } from './argocd.ts';
import { type ApplicationChange, changesBetween, type FieldChange, type ObjectChange } from './changes.ts';
import { atCommit, linesBetween } from './commits.ts';
import type { Helm } from './helm.ts';
import { Trouble } from './trouble.ts';

/** What ArgoCD would change in one environment. */
export interface EnvironmentChange {
  environment: string;
  applications: ApplicationChange[];
}

/** What ArgoCD would change between two commits. */
export async function diff(
  helm: Helm,
  root: string,
  commits: { base: string; head: string },
  only: readonly string[] | undefined,
): Promise<EnvironmentChange[]> {
  const stateOf = (commit: string) =>
    atCommit(root, commit, async (folder) => {
      const names = (await environments(folder)).filter((name) => only === undefined || only.includes(name));
      return Promise.all(names.map(async (name) => ({ name, unfolded: await unfold(helm, folder, name) })));
    });
  const [before, after] = await Promise.all([stateOf(commits.base), stateOf(commits.head)]);
  const names = new Set([...before, ...after].map(({ name }) => name));
  const unknown = (only ?? []).find((name) => !names.has(name));
  if (unknown !== undefined) throw new Trouble(`Neither commit has an environment ${unknown} in argocd/.`);
  return [...names].sort().map((environment) => ({
    environment,
    applications: changesBetween(
      before.find(({ name }) => name === environment)?.unfolded ?? [],
      after.find(({ name }) => name === environment)?.unfolded ?? [],
    ),
  }));
}

/** The changes as a person reads them; line by line when `full`. */
export async function wordChanges(changes: readonly EnvironmentChange[], full: boolean): Promise<string> {
  const parts: string[] = [];
  for (const { environment, applications } of changes) {
    if (applications.length === 0) parts.push(`${environment}: nothing changes.`);
    for (const change of applications) parts.push(await wordApplication(change, full));
  }
  return parts.join('\n\n');
}

async function wordApplication(
  { application, objects, hooksOnly, problems }: ApplicationChange,
  full: boolean,
) {
  const lines = [application, ...problems.map((problem) => `  ! cannot be rendered: ${problem}`)];
  if (hooksOnly)
    lines.push('  only hooks: it stays in sync, and they run like this when something else makes it sync');
  for (const object of objects) {
    lines.push(...wordObject(object));
    if (!full || object.what !== 'changed') continue;
    const text = await linesBetween(stringify(object.before), stringify(object.after));
    lines.push(...text.split('\n').map((line) => `      ${line}`.trimEnd()));
  }
  return lines.join('\n');
}

const signs = { added: '+', changed: '~', removed: '-' };

const wordObject = ({ object, what, hook, fields, refused }: ObjectChange): string[] => [
  `  ${signs[what]} ${object}${hook === undefined ? '' : ` (${hook} hook)`}`,
  ...fields.map((field) => `      ${wordField(field)}`),
  ...(refused.length === 0
    ? []
    : [
        `      ! the API server refuses to change ${refused.join(', ')}: delete ${object} first, or leave it`,
      ]),
];

const wordField = ({ path, before, after }: FieldChange) => {
  if (before === undefined) return `${path}: ${short(after)} (new)`;
  if (after === undefined) return `${path}: ${short(before)} (gone)`;
  return `${path}: ${short(before)} → ${short(after)}`;
};

const short = (value: unknown) => {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.length > 100 ? `${text.slice(0, 97)}…` : text;
};
