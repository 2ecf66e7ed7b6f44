import { Failure, sentenceOf } from './failure.ts';
import { pause } from './http.ts';
import { shopOpen } from './opening.ts';
import { callMsOf, closingOf, kubernetesOf, limitOf, whereTo } from './places.ts';
import { buy } from './purchase.ts';
import { type Destination, record } from './record.ts';
import { versionEverywhere } from './rollout.ts';
import { type BuySettings, Misuse, type VerifySettings } from './settings.ts';
import { messageOf, tell } from './slack.ts';
import type { Verdict } from './verdict.ts';

/** What is kept back for the purchase while the new version is waited for. */
const PURCHASE_MS = 60_000;
const PURCHASES = 3;
const BETWEEN_MS = 2_000;

/** Where progress is told: one line of JSON each. */
export type Say = (level: 'info' | 'warn' | 'error', message: string, facts?: object) => void;

type Found = Pick<Verdict, 'verdict' | 'order' | 'reason'>;

/** Waits for the new version, buys a robot, records the verdict, tells Slack. Returns the exit code. */
export async function verify(settings: VerifySettings, stop: AbortSignal, say: Say): Promise<number> {
  const { APP: app, EXPECT_VERSION: version, TIMEOUT_S } = settings;
  const kubernetes = kubernetesOf(settings);
  const to = whereTo(settings, kubernetes, { name: `verdict-${app}`, ofApp: true });
  if (to === undefined)
    throw new Misuse(
      'RECORD: outside Kubernetes say where the verdict goes: --record verdict.json, or --record none',
    );
  const started = Date.now();
  const found = await judged(stop, TIMEOUT_S, async (signal, ordered) => {
    const limitMs = TIMEOUT_S * 1000;
    const waitMs = limitMs - Math.min(PURCHASE_MS, limitMs / 2);
    const limits = { signal: AbortSignal.any([signal, limitOf(waitMs / 1000)]), callMs: callMsOf(settings) };
    const wanted = { app, version, healthUrl: settings.HEALTH_URL, streak: settings.STREAK, limits };
    say('info', `waiting for ${app} ${version}`, { healthUrl: settings.HEALTH_URL });
    const how = await versionEverywhere(wanted, kubernetes);
    if (how === 'by health alone' && kubernetes !== undefined)
      say('warn', `the Deployment ${app} is not there or may not be seen: its health alone was looked at`);
    await shopOpen(settings.SHOP_URL, limits);
    say('info', `${app} ${version} is everywhere; buying a robot`, { shopUrl: settings.SHOP_URL });
    await purchase(settings, signal, ordered, say);
  });
  const verdict = verdictOf(settings, { app, version }, found, started);
  const recorded = await written(settings, to, verdict, say);
  if (settings.SLACK_WEBHOOK_URL !== undefined) {
    const unrecorded =
      recorded.failure === undefined ? '' : ` The verdict is not recorded: ${recorded.failure}`;
    const trouble = await tell(
      settings.SLACK_WEBHOOK_URL,
      messageOf(verdict) + unrecorded,
      closingOf(settings),
    );
    if (trouble !== undefined) say('warn', `the message was not delivered, the verdict stands: ${trouble}`);
  }
  await kubernetes?.close();
  say(
    verdict.verdict === 'green' ? 'info' : 'error',
    `the verdict on ${app} ${version} is ${verdict.verdict}`,
    verdict,
  );
  return verdict.verdict === 'green' && recorded.failure === undefined ? 0 : 1;
}

/** Buys a robot and says in one line how that went; Slack hears of failures and of the first success after one. */
export async function trade(settings: BuySettings, stop: AbortSignal, say: Say): Promise<number> {
  const kubernetes = kubernetesOf(settings);
  const to = whereTo(settings, kubernetes, { name: 'verdict-schedule', ofApp: false }) ?? { in: 'none' };
  const started = Date.now();
  const silent: Say = () => undefined;
  const found = await judged(stop, settings.TIMEOUT_S, (signal, ordered) =>
    purchase(settings, signal, ordered, silent),
  );
  const verdict = verdictOf(settings, { app: 'schedule', version: 'unknown' }, found, started);
  const recorded = await written(settings, to, verdict, silent);
  const better = verdict.verdict === 'green' && recorded.before?.verdict === 'red';
  const troubles = [recorded.failure];
  if (settings.SLACK_WEBHOOK_URL !== undefined && (verdict.verdict === 'red' || better)) {
    troubles.push(await tell(settings.SLACK_WEBHOOK_URL, messageOf(verdict), closingOf(settings)));
  }
  await kubernetes?.close();
  const trouble = troubles.filter((one) => one !== undefined);
  const facts = { ...verdict, ...(trouble.length === 0 ? {} : { trouble }) };
  say(verdict.verdict === 'green' ? 'info' : 'error', messageOf(verdict).replace(/^:\w+: /, ''), facts);
  return verdict.verdict === 'green' ? 0 : 1;
}

/** Runs a trial within its time; whatever goes wrong in it is a verdict, and no crash. */
async function judged(
  stop: AbortSignal,
  timeoutS: number,
  run: (signal: AbortSignal, ordered: (order: string) => void) => Promise<void>,
): Promise<Found> {
  let order: string | undefined;
  try {
    await run(AbortSignal.any([stop, limitOf(timeoutS)]), (id) => {
      order = id;
    });
    return { verdict: 'green', order };
  } catch (error) {
    const reasons = new Set([...(stop.aborted ? [sentenceOf(stop.reason)] : []), sentenceOf(error)]);
    return { verdict: 'red', order, reason: [...reasons].join('; ') };
  }
}

/** Once more where a service was away for a moment: each time as somebody new, so nothing is bought by halves. */
async function purchase(
  settings: BuySettings | VerifySettings,
  signal: AbortSignal,
  ordered: (order: string) => void,
  say: Say,
): Promise<void> {
  const limits = {
    signal: AbortSignal.any([signal, limitOf(PURCHASE_MS / 1000)]),
    callMs: callMsOf(settings),
  };
  for (let attempt = 1; ; attempt++) {
    try {
      await buy({ shopUrl: settings.SHOP_URL, secret: settings.SERVICE_SECRET, limits, ordered });
      return;
    } catch (error) {
      if (!(error instanceof Failure) || !error.passing || attempt >= PURCHASES) throw error;
      say('warn', `buying once more: ${error.message}`);
      await pause(BETWEEN_MS, limits);
    }
  }
}

function verdictOf(
  { REVISION: revision, ENVIRONMENT: environment }: BuySettings | VerifySettings,
  of: { app: string; version: string },
  { verdict, order, reason }: Found,
  started: number,
): Verdict {
  return {
    ...of,
    revision,
    environment,
    verdict,
    at: new Date().toISOString(),
    seconds: Math.round((Date.now() - started) / 100) / 10,
    ...(order === undefined ? {} : { order }),
    ...(reason === undefined ? {} : { reason }),
  };
}

async function written(
  settings: BuySettings | VerifySettings,
  to: Destination,
  verdict: Verdict,
  say: Say,
): Promise<{ before?: Verdict | undefined; failure?: string }> {
  try {
    return { before: await record(to, verdict, closingOf(settings)) };
  } catch (error) {
    const failure = sentenceOf(error);
    say('error', `the verdict is not recorded: ${failure}`);
    return { failure };
  }
}
