import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Git } from './git.ts';
import { notEmpty, type Session } from './session.ts';

export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** Who signs what the release commits by itself. */
export function identity({ env }: Session): Identity {
  return {
    name: notEmpty(env.RELEASE_BOT_NAME) ?? 'ShopStack release',
    email: notEmpty(env.RELEASE_BOT_EMAIL) ?? 'release@shopstack.invalid',
  };
}

/** The person at the keyboard, as git knows them; the bot where git knows nobody. */
export async function person(session: Session): Promise<Identity> {
  const [name, email] = await Promise.all(
    ['user.name', 'user.email'].map(async (key) =>
      (await session.git.try(['config', '--get', key])).stdout.trim(),
    ),
  );
  const bot = identity(session);
  return { name: name || bot.name, email: email || bot.email };
}

export interface NewCommit {
  readonly parents: readonly string[];
  /** The tree to start from. */
  readonly tree: string;
  /** Files that get another text; they have to be there already. */
  readonly files: ReadonlyMap<string, string>;
  readonly message: string;
  readonly author: Identity;
}

/**
 * Writes a commit without touching the working tree or the index of this clone, so that it can stand on whatever the
 * branch is at now.
 */
export async function writeCommit(git: Git, commit: NewCommit): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'shop-release-'));
  const env = { GIT_INDEX_FILE: join(folder, 'index') };
  try {
    await git.read(['read-tree', commit.tree], { env });
    for (const [file, text] of commit.files) {
      const object = await git.read(['hash-object', '-w', '--stdin'], { input: text });
      await git.read(['update-index', '--cacheinfo', `100644,${object},${file}`], { env });
    }
    const tree = await git.read(['write-tree'], { env });
    const { name, email } = commit.author;
    return await git.read(
      ['commit-tree', tree, ...commit.parents.flatMap((parent) => ['-p', parent]), '-F', '-'],
      {
        input: `${commit.message.trim()}\n`,
        env: {
          GIT_AUTHOR_NAME: name,
          GIT_AUTHOR_EMAIL: email,
          GIT_COMMITTER_NAME: name,
          GIT_COMMITTER_EMAIL: email,
        },
      },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
