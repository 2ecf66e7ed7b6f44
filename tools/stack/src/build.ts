import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { execa } from 'execa';
import { type PartName, serviceNames } from './parts.ts';
import { root } from './root.ts';
import { reason, Trouble } from './trouble.ts';

const BUILD_LIMIT_MS = 10 * 60_000;

const SHARED = ['libs', 'package-lock.json', 'tsconfig.base.json'];
const LEFT_OUT = new Set(['node_modules', 'dist', '.next', 'test', '.shopstack']);

/** What has to be built for the parts, and is not built from the sources as they are now. */
export async function outdated(parts: readonly PartName[]): Promise<PartName[]> {
  const built = await stamps();
  const fresh = await Promise.all(
    parts.filter(isBuilt).map(async (part) => ({ part, hash: await hashOf(part) })),
  );
  return fresh
    .filter(({ part, hash }) => built[part] !== hash || !results(part).every(existsSync))
    .map(({ part }) => part);
}

/** Builds the parts: services in one run of the compiler, then the storefront. `line` gets what the compilers say. */
export async function build(parts: readonly PartName[], line: (text: string) => void): Promise<void> {
  const built = parts.filter(isBuilt);
  const hashes = Object.fromEntries(await Promise.all(built.map(async (part) => [part, await hashOf(part)])));
  const projects = built.map((part) => (part === 'web' ? 'apps/web/tsconfig.gateway.json' : `apps/${part}`));
  // The compiler trusts its own records, even when what they describe has been removed.
  const force = built.some((part) => !results(part).every(existsSync)) ? ['--force'] : [];
  if (projects.length > 0)
    await run('the services', ['node_modules/.bin/tsc', '-b', ...force, ...projects], root, line);
  if (built.includes('web')) {
    const next = join(root, 'node_modules/next/dist/bin/next');
    await run('the storefront', [next, 'build'], join(root, 'apps/web'), line);
  }
  await writeStamps({ ...(await stamps()), ...hashes });
}

const isBuilt = (part: PartName): boolean => part === 'web' || serviceNames.some((name) => name === part);

/** The files that are there once the part is built. */
function results(part: PartName): string[] {
  const folder = join(root, 'apps', part);
  return [join(folder, 'dist/main.js'), ...(part === 'web' ? [join(folder, '.next/BUILD_ID')] : [])];
}

async function run(
  what: string,
  args: readonly string[],
  cwd: string,
  line: (text: string) => void,
): Promise<void> {
  const env = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
  const building = execa(process.execPath, args, {
    cwd,
    env,
    all: true,
    stdin: 'ignore',
    timeout: BUILD_LIMIT_MS,
  });
  try {
    for await (const text of building.iterable({ from: 'all' })) line(String(text));
    await building;
  } catch (error) {
    const said = error instanceof Error && 'all' in error ? String(error.all) : reason(error);
    throw new Trouble(
      `${what[0]?.toUpperCase()}${what.slice(1)} could not be built:\n${said.slice(-4_000)}\n`,
      'Correct that and start again.',
    );
  }
}

async function hashOf(part: PartName): Promise<string> {
  const hash = createHash('sha256');
  for (const source of [`apps/${part}`, ...SHARED]) {
    for (const file of await filesIn(join(root, source))) {
      hash
        .update(relative(root, file))
        .update('\0')
        .update(await readFile(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

async function filesIn(path: string): Promise<string[]> {
  if (!existsSync(path)) return [];
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [path];
  const kept = entries.filter(
    ({ name }) => !LEFT_OUT.has(name) && !name.endsWith('.tsbuildinfo') && name !== 'next-env.d.ts',
  );
  const nested = await Promise.all(kept.map(({ name }) => filesIn(join(path, name))));
  return nested.flat().sort();
}

// Beside what it describes: the results belong to the working copy, not to one stack's folder.
const STAMPS = join(root, 'node_modules/.cache/shopstack/build.json');

async function stamps(): Promise<Record<string, string>> {
  return readFile(STAMPS, 'utf8').then(JSON.parse, () => ({}));
}

async function writeStamps(built: Record<string, string>): Promise<void> {
  await mkdir(dirname(STAMPS), { recursive: true });
  await writeFile(STAMPS, `${JSON.stringify(built, undefined, 1)}\n`);
}
