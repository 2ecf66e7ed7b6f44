import { Failure, sentenceOf } from './failure.ts';
import { ask, type Limits } from './http.ts';
import type { Verdict } from './verdict.ts';

/** What Slack shows: which version of what, where, whether it is well, how long that took, and why not. */
export function messageOf({ app, version, environment, verdict, seconds, order, reason }: Verdict): string {
  const what = app === 'schedule' ? `The shop on ${environment}` : `${app} ${version} on ${environment}`;
  const sign = verdict === 'green' ? ':large_green_circle:' : ':red_circle:';
  const found = verdict === 'green' ? `a robot was bought (order ${order})` : reason;
  return `${sign} ${what} is ${verdict} after ${seconds} s: ${found}`;
}

/** Posts one message, once: a second try could say it twice. Returns what went wrong. */
export async function tell(webhook: string, text: string, limits: Limits): Promise<string | undefined> {
  try {
    const { status } = await ask(webhook, { method: 'POST', body: { text } }, limits);
    return status < 300 ? undefined : `Slack answers ${status}`;
  } catch (error) {
    if (error instanceof Failure) return `Slack: ${sentenceOf(error)}`;
    throw error;
  }
}
