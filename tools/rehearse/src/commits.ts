import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { Trouble } from './trouble.ts';

/** What of a commit decides what ArgoCD applies. */
const FOLDERS = ['argocd', 'charts'];
const GIT_LIMIT_MS = 60_000;

/** Runs a task on the charts of a commit, in a folder of their own that is gone afterwards. Leaves the checkout alone. */
export async function atCommit<T>(
  root: string,
  commit: string,
  task: (folder: string) => Promise<T>,
): Promise<T> {
  const id = await git(root, ['rev-parse', '--verify', '--end-of-options', `${commit}^{commit}`]).catch(
    () => {
      throw new Trouble(
        `There is no commit ${commit}. Name one that git knows; fetch it first if it is elsewhere.`,
      );
    },
  );
  const there = (await git(root, ['ls-tree', '--name-only', id, '--', ...FOLDERS])).split('\n');
  const found = FOLDERS.filter((folder) => there.includes(folder));
  if (found.length < FOLDERS.length) {
    throw new Trouble(
      `${commit} has no ${FOLDERS.filter((folder) => !found.includes(folder)).join(' and no ')} yet.`,
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'shopstack-rehearse-'));
  try {
    const archive = join(folder, 'charts.tar');
    await git(root, ['archive', '--format=tar', `--output=${archive}`, id, '--', ...FOLDERS]);
    await execa('tar', ['-xf', archive], { cwd: folder, timeout: GIT_LIMIT_MS });
    return await task(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function git(root: string, args: string[]): Promise<string> {
  const { stdout } = await execa('git', args, { cwd: root, timeout: GIT_LIMIT_MS });
  return stdout.trim();
}

/** Two texts, line by line, as git shows it; without its head. */
export async function linesBetween(before: string, after: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shopstack-rehearse-'));
  try {
    await Promise.all([writeFile(join(folder, 'before'), before), writeFile(join(folder, 'after'), after)]);
    const { stdout } = await execa('git', ['diff', '--no-index', '--no-color', 'before', 'after'], {
      cwd: folder,
      reject: false,
      timeout: GIT_LIMIT_MS,
    });
    return stdout.split('\n').slice(4).join('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
