import picomatch from 'picomatch';
import { z } from 'zod';
import type { Git } from './git.ts';
import { type Bump, bumps, closure, type Locked, readLockfile } from './lockfile.ts';
import type { Part } from './workspace.ts';

/** Why an app has to be released. */
export type Reason =
  | { readonly kind: 'never released' }
  | { readonly kind: 'sources'; readonly chain: readonly string[]; readonly files: readonly string[] }
  | { readonly kind: 'packages'; readonly bumps: readonly Bump[] }
  | { readonly kind: 'image'; readonly files: readonly string[] };

/**
 * Files of the root that every image is made with. The lockfile and package.json are compared by what they mean; the root's
 * tsconfig.json only lists projects, and an image compiles its own.
 */
const imageFiles = ['Dockerfile', '.dockerignore', '.npmrc', 'tsconfig.base.json', 'tools/image.mjs'];

const Manifest = z.looseObject({ withoutInImage: z.array(z.string()).optional() });

/** Packages of the root that every app is compiled with. */
const buildTools = ['@typescript/native'];

/** What is in a workspace's folder and in no image, as .dockerignore has it. */
const isLeftOut = picomatch(['**/*.md', '**/test/**', '**/*.spec.ts', '**/.env*'], { dot: true });

/** What of the root's package.json decides how an image is built; versions are the lockfile's to say. */
const Root = z.looseObject({
  devDependencies: z.unknown().optional(),
  dependencies: z.unknown().optional(),
  description: z.unknown().optional(),
  version: z.unknown().optional(),
  scripts: z.record(z.string(), z.string()).optional(),
});

/** Compares two commits for one app after the other; what they have in common is read once. */
export class Comparison {
  private readonly git: Git;
  private readonly head: string;
  private readonly read = new Map<string, Promise<string[]>>();
  private readonly locks = new Map<string, Promise<ReturnType<typeof readLockfile>>>();

  constructor(git: Git, head: string) {
    this.git = git;
    this.head = head;
  }

  /** Everything that makes the app's image of `base` another than that of the head. */
  async reasons(base: string, folder: string, parts: readonly Part[]): Promise<Reason[]> {
    const files = await this.files(base);
    const found: Reason[] = [];
    for (const part of parts) {
      const within = files.filter((file) => file.startsWith(`${part.folder}/`) && !isLeftOut(file));
      if (within.length > 0) found.push({ kind: 'sources', chain: part.chain, files: within });
    }
    const image = files.filter((file) => imageFiles.includes(file));
    if (files.includes('package.json') && (await this.rootDiffers(base))) image.push('package.json');
    if (image.length > 0) found.push({ kind: 'image', files: image });
    if (files.includes('package-lock.json')) {
      const changed = bumps(await this.closure(base, folder), await this.closure(this.head, folder));
      if (changed.length > 0) found.push({ kind: 'packages', bumps: changed });
    }
    return found;
  }

  /** Paths that differ between the two trees. A file that moved counts where it was and where it is. */
  private files(base: string): Promise<string[]> {
    const known = this.read.get(base);
    if (known !== undefined) return known;
    const args = ['diff', '--name-only', '--no-renames', '-z', base, this.head, '--'];
    const files = this.git.read(args).then((text) => text.split('\0').filter((file) => file !== ''));
    this.read.set(base, files);
    return files;
  }

  private async closure(commit: string, folder: string): Promise<Map<string, Locked>> {
    const known = this.locks.get(commit) ?? this.git.file(commit, 'package-lock.json').then(readLockfile);
    this.locks.set(commit, known);
    const text = await this.git.file(commit, `${folder}/package.json`);
    const { withoutInImage = [] } = text === undefined ? {} : Manifest.parse(JSON.parse(text));
    return closure(await known, folder, buildTools, picomatch(withoutInImage));
  }

  private async rootDiffers(base: string): Promise<boolean> {
    const [before, after] = await Promise.all(
      [base, this.head].map(async (commit) => meaning(await this.git.file(commit, 'package.json'))),
    );
    return before !== after;
  }
}

function meaning(text: string | undefined): string {
  if (text === undefined) return '';
  const { devDependencies, dependencies, description, version, scripts, ...rest } = Root.parse(
    JSON.parse(text),
  );
  const building = Object.entries(scripts ?? {}).filter(([name]) =>
    /^(build|prepare|postinstall)/.test(name),
  );
  return JSON.stringify([rest, building]);
}

/** A reason in a line for people. */
export function inWords(reason: Reason): string {
  const some = (all: readonly string[]) =>
    all.length > 3 ? `${all.slice(0, 3).join(', ')} and ${all.length - 3} more` : all.join(', ');
  switch (reason.kind) {
    case 'never released':
      return 'never released';
    case 'sources':
      return reason.chain.length === 1
        ? some(reason.files)
        : `${some(reason.files)} (by ${reason.chain.join(' > ')})`;
    case 'image':
      return some(reason.files);
    case 'packages':
      return some(
        reason.bumps.map(
          (bump) => `${bump.name} ${bump.from || 'new'} -> ${bump.to || 'gone'} (${bump.chain.join(' > ')})`,
        ),
      );
  }
}
