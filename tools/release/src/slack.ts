import { setTimeout as wait } from 'node:timers/promises';
import { request } from 'undici';
import { seconds } from './child.ts';
import { notEmpty, type Session } from './session.ts';
import { reason } from './trouble.ts';

const tries = 3;
const timeLimit = 5 * seconds;
const longestPause = 10 * seconds;

/** Where an environment's messages go: its own webhook, or the one for all. The address is a secret: it is never printed. */
function webhook(session: Session): string | undefined {
  const own =
    session.environment === undefined ? undefined : `SLACK_WEBHOOK_URL_${session.environment.toUpperCase()}`;
  return (own && notEmpty(session.env[own])) ?? notEmpty(session.env.SLACK_WEBHOOK_URL);
}

/** Text as Slack wants it: these three would else begin a link or a mention. */
export const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Posts a message. Returns why it could not: a release does not fail because of Slack, but says so. */
export async function post(session: Session, message: object): Promise<string | undefined> {
  const url = webhook(session);
  if (url === undefined) return 'no SLACK_WEBHOOK_URL is set';
  let why = '';
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const { failure, retryAfter } = await send(url, message);
    if (failure === undefined) return undefined;
    why = failure;
    if (retryAfter === undefined) break;
    if (attempt < tries) await wait(Math.min(longestPause, retryAfter || 250 * 2 ** attempt));
  }
  return why;
}

interface Sent {
  readonly failure?: string;
  /** Milliseconds; undefined when another try is of no use. */
  readonly retryAfter?: number;
}

async function send(url: string, message: object): Promise<Sent> {
  try {
    const { statusCode, headers, body } = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(timeLimit),
    });
    const said = (await body.text()).slice(0, 200);
    if (statusCode < 300) return {};
    const failure = `Slack answered ${statusCode}: ${said}`;
    if (statusCode !== 429 && statusCode < 500) return { failure };
    return { failure, retryAfter: Number(headers['retry-after'] ?? 0) * seconds || 0 };
  } catch (error) {
    const invalid =
      error instanceof TypeError || (error instanceof Error && error.name === 'InvalidArgumentError');
    return {
      failure: `Slack cannot be reached: ${reason(error).replaceAll(url, '…')}`,
      ...(invalid ? {} : { retryAfter: 0 }),
    };
  }
}
