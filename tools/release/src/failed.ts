import { abandonAndSay } from './abandon.ts';
import type { Session } from './session.ts';

/** What follows when a command fails in CI: versions go back, and Slack hears of it once. */
export async function failed(session: Session, phase: string, error: unknown): Promise<void> {
  if (session.dryRun || !session.inCi) return;
  await abandonAndSay(session);
}
