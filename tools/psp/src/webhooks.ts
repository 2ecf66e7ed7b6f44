import { createHmac } from 'node:crypto';
import type { Book, Notice, Provider } from './book.ts';
import type { Faults } from './faults.ts';

export interface WebhookTarget {
  /** Where to; nothing is sent while it is undefined. */
  url: string | undefined;
  secret: string;
}

export interface WebhookOptions {
  book: Book;
  faults: Faults;
  targets: Record<Provider, WebhookTarget>;
  /** `keyId` in Worldpay's `Event-Signature: keyId/SHA256/signature`. */
  worldpayKeyId: string;
  /** First wait before another try; doubles up to `maxRetryMs`. */
  retryMs: number;
  maxRetryMs: number;
  now: () => Date;
}

/** The signature headers of a notice, over its exact bytes. Stripe's carries the time of this very delivery. */
export function signature(
  notice: Pick<Notice, 'provider' | 'body'>,
  options: Pick<WebhookOptions, 'targets' | 'worldpayKeyId' | 'now'>,
): Record<string, string> {
  const { secret } = options.targets[notice.provider];
  const hmac = (text: string) => createHmac('sha256', secret).update(text).digest('hex');
  if (notice.provider === 'worldpay')
    return { 'event-signature': `${options.worldpayKeyId}/SHA256/${hmac(notice.body)}` };
  const time = Math.floor(options.now().getTime() / 1000);
  return { 'stripe-signature': `t=${time},v1=${hmac(`${time}.${notice.body}`)}` };
}

/** Sends notices until the merchant answers 2xx: at least once, with back-off, again after a restart. */
export function openWebhooks(options: WebhookOptions) {
  const { book, faults, targets } = options;
  const timers = new Map<string, NodeJS.Timeout>();
  let open = true;

  const plan = (notice: Notice, attempt: number, delayMs: number): void => {
    if (!open || targets[notice.provider].url === undefined) return;
    clearTimeout(timers.get(notice.id));
    const timer = setTimeout(() => void deliver(notice, attempt), delayMs);
    timer.unref();
    timers.set(notice.id, timer);
  };

  const send = async (notice: Notice): Promise<boolean> => {
    const { url } = targets[notice.provider];
    if (url === undefined) return false;
    try {
      const response = await fetch(url, {
        method: 'POST',
        body: notice.body,
        headers: { 'content-type': 'application/json', ...signature(notice, options) },
        signal: AbortSignal.timeout(10_000),
        redirect: 'error',
      });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  };

  const deliver = async (notice: Notice, attempt: number): Promise<void> => {
    timers.delete(notice.id);
    const backOff = Math.min(options.retryMs * 2 ** attempt, options.maxRetryMs);
    if (faults.settings.webhooksPaused) return plan(notice, attempt, options.retryMs);
    const twice = faults.settings.duplicateWebhook > 0 && faults.roll() < faults.settings.duplicateWebhook;
    const sent = await send(notice);
    if (twice) await send(notice);
    if (!open) return;
    if (sent) return book.delivered(notice.id);
    plan(notice, attempt + 1, backOff * (0.5 + Math.random() / 2));
  };

  return {
    /** Keeps a notice and sends it soon. Call it inside `book.together` with the change it tells of. */
    announce(provider: Provider, reference: string, id: string, body: unknown): void {
      const notice: Notice = {
        id,
        provider,
        reference,
        body: JSON.stringify(body),
        at: options.now().toISOString(),
        delivered: false,
      };
      book.keepNotice(notice);
      plan(notice, 0, 0);
    },
    /** Sends again what matches, delivered or not. Returns how many. */
    replay(which: { id?: string | undefined; reference?: string | undefined }): number {
      const found = [...book.notices.values()].filter(
        (notice) =>
          (which.id === undefined || notice.id === which.id) &&
          (which.reference === undefined || notice.reference === which.reference),
      );
      for (const notice of found) plan(notice, 0, 0);
      return found.length;
    },
    resume(): void {
      for (const notice of book.notices.values()) if (!notice.delivered) plan(notice, 0, options.retryMs);
    },
    close(): void {
      open = false;
      for (const timer of timers.values()) clearTimeout(timer);
      timers.clear();
    },
  };
}
export type Webhooks = ReturnType<typeof openWebhooks>;
