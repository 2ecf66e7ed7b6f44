import { createInterface } from 'node:readline/promises';
import { Git } from './git.ts';
import { environmentOf } from './target.ts';
import { Trouble } from './trouble.ts';

export interface SessionOptions {
  readonly dryRun?: boolean | undefined;
  readonly json?: boolean | undefined;
  readonly remote?: string | undefined;
  readonly branch?: string | undefined;
}

export type Environ = Readonly<Record<string, string | undefined>>;

/** What every command gets: the repository, where it releases to, and how to speak. */
export interface Session {
  readonly git: Git;
  readonly env: Environ;
  readonly root: string;
  /** The branch that ArgoCD follows and that this release changes: k8s/staging, for example. */
  readonly branch: string;
  /** `staging`, `preprod`, or undefined for a branch that nothing is deployed from. */
  readonly environment: string | undefined;
  readonly dryRun: boolean;
  readonly inCi: boolean;
  /** Tells the person in front of it; to standard error when standard output is for JSON. */
  readonly say: (line: string) => void;
  readonly warn: (line: string) => void;
  /** Asks the person in front of it; undefined where there is none. */
  readonly ask: ((question: string) => Promise<string>) | undefined;
}

/** Opens the repository of the current folder. */
export async function openSession(options: SessionOptions, env: Environ, folder: string): Promise<Session> {
  const probe = new Git(folder, options.remote ?? 'origin');
  const top = await probe.try(['rev-parse', '--show-toplevel']);
  if (top.status !== 0)
    throw new Trouble('input', `${folder} is not in a git repository.`, 'Run this in a clone of the shop.');
  const root = top.stdout.trim();
  const git = new Git(root, options.remote ?? 'origin');
  const branch = await targetBranch(git, options.branch, env);
  const write = options.json === true ? console.error : console.log;
  return {
    git,
    env,
    root,
    branch,
    environment: environmentOf(branch),
    dryRun: options.dryRun === true,
    inCi: (env.CODEBUILD_BUILD_ID ?? '') !== '' || env.CI === 'true' || env.CI === '1',
    say: (line) => write(line),
    warn: (line) => console.error(line),
    ask: process.stdin.isTTY ? askAtTerminal : undefined,
  };
}

async function askAtTerminal(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

/** CodeBuild checks out a commit, not a branch: its name is in the environment then. */
async function targetBranch(git: Git, asked: string | undefined, env: Environ): Promise<string> {
  const named = asked ?? notEmpty(env.TARGET_BRANCH) ?? notEmpty(env.CODEBUILD_WEBHOOK_HEAD_REF);
  if (named !== undefined) return named.replace(/^refs\/heads\//, '');
  const current = await git.try(['symbolic-ref', '--quiet', '--short', 'HEAD']);
  return current.status === 0 ? current.stdout.trim() : 'HEAD';
}

/** A variable that is set to nothing counts as not set. */
export function notEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim();
}
