import { deployablesAt } from './deployables.ts';
import type { Session } from './session.ts';
import { branches, environmentOf } from './target.ts';
import { Trouble } from './trouble.ts';

export interface Merged {
  readonly tree: string;
  /** Values files on which both sides differ: they get staging's text. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * The tree of staging merged into preprod, without touching this clone's files. The two can only differ on a version, because preprod
 * had a rollback; staging's version is then the one that is promoted.
 */
export async function mergeOf(session: Session, preprod: string, staging: string): Promise<Merged> {
  const { git } = session;
  await demandOwnNothing(session, preprod, staging);
  const ended = await git.try([
    'merge-tree',
    '--write-tree',
    '--name-only',
    '--no-messages',
    preprod,
    staging,
  ]);
  const [tree = '', ...conflicts] = ended.stdout.split('\n').filter((line) => line !== '');
  if (ended.status > 1 || !/^[0-9a-f]{40,64}$/.test(tree))
    throw new Trouble(
      'fault',
      `git cannot merge ${staging} into ${preprod}: ${ended.stderr}`,
      'Git 2.38 or newer is needed.',
    );
  const versions = (await deployablesAt(git, staging)).map(({ values }) => values.file);
  const strange = conflicts.filter((file) => !versions.includes(file));
  if (strange.length > 0)
    throw new Trouble(
      'refused',
      `Staging and preprod contradict each other in ${strange.join(', ')}.`,
      'Merge k8s/preprod into k8s/staging, release that, and promote then.',
    );
  const texts = await Promise.all(
    conflicts.map(async (file) => [file, (await git.file(staging, file)) ?? ''] as const),
  );
  return { tree, files: new Map(texts) };
}

/** Commits that only preprod has, but for earlier promotions, rollbacks and versions set by hand, would be promoted past. */
async function demandOwnNothing(session: Session, preprod: string, staging: string): Promise<void> {
  const trailers = '%(trailers:key=Promoted-From,key=Rolled-Back,key=Set-Version,valueonly,separator=%x2C)';
  const lines = await session.git.lines([
    'log',
    `--format=%h%x00%s%x00${trailers}`,
    preprod,
    `^${staging}`,
    '--',
  ]);
  const own = lines.map((line) => line.split('\0')).filter(([, , trailer = '']) => trailer === '');
  if (own.length === 0) return;
  throw new Trouble(
    'refused',
    `preprod has commits that staging lacks: ${own.map(([commit, subject]) => `${commit} ${subject}`).join('; ')}.`,
    'Bring them to k8s/staging and prove them there first.',
  );
}

/** Each root of argocd/ names its own branch, and nothing else names one: a merge must not carry a target along. */
export async function demandOwnTargets(session: Session, tree: string): Promise<void> {
  const pattern = 'targetRevision:.*k8s/';
  const args = ['grep', '-I', '-E', pattern, tree, '--', 'argocd', 'charts'];
  const ended = await session.git.try(args);
  const wrong = ended.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.slice(tree.length + 1))
    .filter((line) => {
      const [, environment] = /^argocd\/([a-z]+)\.yaml:/.exec(line) ?? [];
      const [, named = ''] = /targetRevision:\s*["']?(k8s\/[a-z]+)/.exec(line) ?? [];
      return environment === undefined || environmentOf(named) !== environment;
    });
  if (ended.status > 1 || wrong.length > 0)
    throw new Trouble(
      'refused',
      `A target would travel with the promotion: ${wrong.join('; ') || ended.stderr}.`,
      `Only argocd/<environment>.yaml may name a branch, and each its own (${Object.values(branches).join(', ')}).`,
    );
}
