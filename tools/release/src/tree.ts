import type { Session } from './session.ts';
import { Trouble } from './trouble.ts';

/** Refuses to go on when files differ from the commit: what is built has to be what the tag names. */
export async function demandCleanTree(session: Session): Promise<void> {
  const changed = await session.git.lines(['status', '--porcelain', '--untracked-files=normal']);
  if (changed.length === 0) return;
  throw new Trouble(
    'input',
    `The working tree has changes that are not committed: ${changed
      .slice(0, 5)
      .map((line) => line.slice(3))
      .join(', ')}.`,
    'Commit or remove them: a release is what a commit says, nothing else.',
  );
}

/** Refuses a branch that nothing is deployed from, or one that takes its versions by promotion. */
export function demandReleaseBranch(session: Session): void {
  if (session.environment === 'staging') return;
  throw new Trouble(
    'input',
    `${session.branch} is no branch that versions are released on.`,
    'Releases are made on k8s/staging (see --branch); preprod gets them by `release promote`.',
  );
}
