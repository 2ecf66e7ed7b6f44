import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Trouble } from './trouble.ts';

/** A variable that a process reads. */
export interface Variable {
  name: string;
  /** `needed`, `none`, or the value it has when it is not set. */
  default: string;
}

/** What the code of an app says about itself. */
export interface AppFacts {
  name: string;
  variables: Variable[];
  /** Paths that it answers without a token, for probes. */
  healthPaths: string[];
}

/** A line that says which revision ArgoCD is to follow. */
export interface Revision {
  file: string;
  line: number;
  value: string;
}

/** What the repository's code and texts say, to hold the charts against. */
export interface Facts {
  apps: ReadonlyMap<string, AppFacts>;
  /** The longest a service takes to finish what it has in hand after SIGTERM. */
  shutdownMs: number;
  revisions: readonly Revision[];
}

const read = (root: string, path: string) =>
  readFile(join(root, path), 'utf8').catch(() => {
    throw new Trouble(`${path} is missing: the rehearsal holds the charts against it.`);
  });

/** Reads the facts from a checkout, and from its charts, which may be elsewhere. */
export async function readFacts(root: string, charts = root): Promise<Facts> {
  const page = await read(root, 'docs/services.md');
  const shared = variablesIn(sectionOf(page, 'Every process'));
  const names = (await readdir(join(root, 'apps'))).sort();
  const health = quotedPaths(await read(root, 'libs/health/src/health.controller.ts'));
  const gateway = quotedPaths(
    (await read(root, 'apps/web/src/gateway/health.ts')) + (await read(root, 'apps/web/src/gateway/main.ts')),
  );
  const apps = names.map((name): AppFacts => {
    const own = variablesIn(sectionOf(page, name));
    if (own.length === 0) throw new Trouble(`docs/services.md has no table of variables for ${name}.`);
    return { name, variables: [...shared, ...own], healthPaths: name === 'web' ? gateway : health };
  });
  for (const name of ['psp', 'verifier']) {
    const folder = `tools/${name}`;
    if (!existsSync(join(root, folder, 'src'))) continue;
    const text = existsSync(join(root, folder, 'README.md')) ? await read(root, `${folder}/README.md`) : '';
    const sources = (await readdir(join(root, folder, 'src'))).filter((file) => file.endsWith('.ts'));
    const code = await Promise.all(sources.map((file) => read(root, `${folder}/src/${file}`)));
    apps.push({ name, variables: variablesIn(text), healthPaths: quotedPaths(code.join('\n')) });
  }
  const limit = /SHUTDOWN_LIMIT_MS = ([\d_]+)/.exec(await read(root, 'libs/service/src/start.ts'))?.[1];
  if (limit === undefined)
    throw new Trouble('libs/service/src/start.ts names no SHUTDOWN_LIMIT_MS any more.');
  return {
    apps: new Map(apps.map((app) => [app.name, app])),
    shutdownMs: Number(limit.replaceAll('_', '')),
    revisions: await revisionsIn(charts, ['argocd', 'charts']),
  };
}

const sectionOf = (page: string, heading: string) =>
  page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

/** The rows of tables of variables; a first cell may name several. */
export function variablesIn(text: string): Variable[] {
  return text.split('\n').flatMap((line) => {
    const [, first = '', value = ''] = line.split('|').map((cell) => cell.trim());
    if (!/^`[A-Z][A-Z0-9_]+`/.test(first)) return [];
    const names = [...first.matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name = '']) => name);
    return names.map((name) => ({ name, default: value.replace(/^`(.*)`$/, '$1') }));
  });
}

/** Every health path that stands in quotes. */
export const quotedPaths = (code: string): string[] => [
  ...new Set([...code.matchAll(/['"`]\/?(_?health(?:\/[a-z]+)?)['"`]/g)].map(([, path = '']) => `/${path}`)),
];

async function revisionsIn(root: string, folders: string[]): Promise<Revision[]> {
  const found: Revision[] = [];
  for (const folder of folders.filter((name) => existsSync(join(root, name)))) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    for (const entry of entries.filter((one) => one.isFile() && /\.(ya?ml|tpl)$/.test(one.name))) {
      const file = join(entry.parentPath, entry.name);
      for (const [index, line] of (await readFile(file, 'utf8')).split('\n').entries()) {
        const value = /^[\s-]*targetRevision:\s*(.+?)\s*(#.*)?$/.exec(line)?.[1];
        if (value !== undefined) found.push({ file: file.slice(root.length + 1), line: index + 1, value });
      }
    }
  }
  return found;
}
