import { abandonAndSay } from './abandon.ts';
import { notify } from './notify.ts';
import type { Session } from './session.ts';
import { reason as reasonOf, Trouble } from './trouble.ts';

const handled = new WeakSet<Error>();

/** What follows when a release fails: Slack hears of the phase and the reason, and versions go back. */
export async function failed(session: Session, phase: string, error: unknown): Promise<void> {
  if (session.dryRun || (error instanceof Error && handled.has(error))) return;
  if (error instanceof Error) handled.add(error);
  const reason = error instanceof Trouble ? error.message : reasonOf(error);
  try {
    await notify(session, { moment: 'failure', phase, reason });
  } catch (failure) {
    session.warn(`Slack was not told: ${reasonOf(failure)}.`);
  }
  await abandonAndSay(session);
}
