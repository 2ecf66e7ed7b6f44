// What the Dockerfile runs: finds out what one app is made of, and builds it.
//   node tools/image.mjs manifests APP OUT   OUT/all: every manifest; OUT/own: manifests and lockfile of this app alone
//   node tools/image.mjs build APP OUT       compiles the app and its libraries, puts what runs into OUT
// A dependency counts when it is required: npm itself would also install optional peers that only another app uses,
// and so bring every database client into every image. An app's package.json may name more in `withoutInImage`: what its
// build has put into its own files, and what its libraries use only at doors that it does not open.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { basename, dirname, join, matchesGlob } from 'node:path';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const write = (path, value) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
};
const end = (sentence) => {
  console.error(sentence);
  process.exit(1);
};

const [verb, app, out] = process.argv.slice(2);
if (!['manifests', 'build'].includes(verb) || out === undefined) {
  end('usage: node tools/image.mjs manifests|build APP OUT');
}
const { packages: locked, ...lockHead } = read('package-lock.json');
const folder = folderOf(app);
const own = closureOf(`@shop/${app}`);
const workspaces = [...own].filter((path) => !path.includes('node_modules/'));
if (verb === 'manifests') writeManifests();
else build();

function folderOf(name) {
  const folders = ['apps', 'tools'].flatMap((parent) =>
    readdirSync(parent)
      .map((child) => `${parent}/${child}`)
      .filter((path) => existsSync(`${path}/package.json`)),
  );
  const names = folders.map((path) => basename(path)).join(', ');
  return (
    folders.find((path) => basename(path) === name) ??
    end(`There is no app "${name}". Choose one of ${names}.`)
  );
}

/** Every path of the lockfile that is needed to run a workspace. */
function closureOf(name) {
  const found = new Set();
  const waiting = [`node_modules/${name}`];
  const left = read(`${folder}/package.json`).withoutInImage ?? [];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path)) continue;
    found.add(path);
    if (locked[path].link) {
      waiting.push(locked[path].resolved);
      continue;
    }
    for (const name of requiredBy(locked[path])) {
      if (left.some((pattern) => matchesGlob(name, pattern))) continue;
      const place = placeOf(name, path);
      if (place === undefined) continue;
      waiting.push(place);
    }
  }
  return found;
}

function requiredBy({ dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta }) {
  const peers = Object.keys(peerDependencies ?? {}).filter((name) => !peerDependenciesMeta?.[name]?.optional);
  return [...Object.keys(dependencies ?? {}), ...Object.keys(optionalDependencies ?? {}), ...peers];
}

/** Where Node would find `name` from `path`: the nearest node_modules above. */
function placeOf(name, path) {
  for (
    let at = path;
    ;
    at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : ''
  ) {
    const place = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (locked[place] !== undefined) return place;
    if (at === '') return undefined;
  }
}

function writeManifests() {
  for (const path of ['package.json', 'package-lock.json', '.npmrc']) cpSync(path, join(out, 'all', path));
  const { name, version, type } = read('package.json');
  for (const path of Object.keys(locked)) {
    if (path !== '' && !path.includes('node_modules/'))
      cpSync(`${path}/package.json`, join(out, 'all', path, 'package.json'));
  }
  const root = { name, version, private: true, type, workspaces };
  const kept = [...own].sort().map((path) => {
    const { dev, devOptional, peer, ...entry } = locked[path];
    return [path, withKnownOnly(entry, path)];
  });
  for (const path of workspaces) {
    write(join(out, 'own', path, 'package.json'), withKnownOnly(read(`${path}/package.json`), path));
  }
  write(join(out, 'own/package.json'), root);
  write(join(out, 'own/package-lock.json'), {
    ...lockHead,
    packages: { '': root, ...Object.fromEntries(kept) },
  });
}

/** A manifest without what the image goes without. */
function withKnownOnly(
  { dependencies, devDependencies, optionalDependencies, withoutInImage, ...rest },
  path,
) {
  const known = (list) =>
    Object.fromEntries(Object.entries(list).filter(([name]) => own.has(placeOf(name, path))));
  return {
    ...rest,
    ...(dependencies && { dependencies: known(dependencies) }),
    ...(optionalDependencies && { optionalDependencies: known(optionalDependencies) }),
  };
}

function build() {
  const config = ['tsconfig.gateway.json', 'tsconfig.json'].find((file) => existsSync(`${folder}/${file}`));
  if (config !== undefined) run('tsc', '-b', `${folder}/${config}`);
  else compileTool();
  if (existsSync(`${folder}/next.config.ts`)) run('npm', 'run', 'build', '-w', `@shop/${app}`);
  for (const path of workspaces) {
    for (const part of ['dist', 'assets', 'public', '.next']) {
      if (existsSync(`${path}/${part}`))
        cpSync(`${path}/${part}`, join(out, path, part), { recursive: true, filter: runs });
    }
  }
  // Read at every start: as JavaScript it needs no compiler in the image.
  if (existsSync(`${folder}/next.config.ts`)) {
    const text = stripTypeScriptTypes(readFileSync(`${folder}/next.config.ts`, 'utf8'));
    writeFileSync(join(out, folder, 'next.config.mjs'), text);
  }
  // So that every image starts in the same folder.
  symlinkSync(folder, join(out, 'app'));
}

/** Tools run from sources here; an image gets them compiled like everything else. */
function compileTool() {
  const libraries = workspaces.filter((path) => path.startsWith('libs/'));
  if (libraries.length > 0) run('tsc', '-b', ...libraries);
  const options = {
    ...read('tsconfig.base.json').compilerOptions,
    composite: false,
    declaration: false,
    sourceMap: false,
  };
  const compilerOptions = { ...options, rootDir: 'src', outDir: 'dist' };
  write(`${folder}/tsconfig.image.json`, { compilerOptions, include: ['src'] });
  run('tsc', '-p', `${folder}/tsconfig.image.json`);
}

/** Whether a built file is there to be run: not types, maps, caches or traces. */
function runs(path) {
  return !/\.d\.ts$|\.map$|\.tsbuildinfo$|\.nft\.json$|\/\.next\/(cache|trace|types|diagnostics|dev)(\/|$)/.test(
    path,
  );
}

function run(command, ...args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error !== undefined || status !== 0)
    end(
      `${app} could not be built: ${[command, ...args].join(' ')} failed${error ? `: ${error.message}` : ''}`,
    );
}
