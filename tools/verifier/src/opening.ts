import { Failure, sentenceOf } from './failure.ts';
import { ask, type Limits, pause } from './http.ts';

const LOOK_EVERY_MS = 1_000;

/**
 * Waits until the shop's door is open: where everything comes up at once, an app is there before the gateway is. Throws
 * Failure when the time is over, with what was seen last.
 */
export async function shopOpen(shopUrl: string, limits: Limits): Promise<void> {
  const url = new URL('/health/ready', shopUrl).href;
  let seen = 'nothing was seen yet';
  try {
    for (;;) {
      seen = (await whyClosed(url, limits)) ?? '';
      if (seen === '') return;
      await pause(LOOK_EVERY_MS, limits);
    }
  } catch (error) {
    if (!limits.signal.aborted) throw error;
    throw new Failure(`the shop does not open: ${seen}`, { cause: error });
  }
}

async function whyClosed(url: string, limits: Limits): Promise<string | undefined> {
  try {
    const { status } = await ask(url, { fresh: true }, limits);
    return status === 200 ? undefined : `${url} answers ${status}`;
  } catch (error) {
    if (!(error instanceof Failure) || limits.signal.aborted) throw error;
    return sentenceOf(error);
  }
}
