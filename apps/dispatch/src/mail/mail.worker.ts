import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { defaultLocale, localPath, user } from '@shop/contracts';
import { failpoint, isUnavailable, log, Peers } from '@shop/service';
import { countFailed, countSent } from '../metrics.ts';
import { accessKeyOf } from '../order/access-key.ts';
import { OrderStore } from '../order/order.store.ts';
import { Settings } from '../settings.ts';
import { accountLetter } from './account-letters.ts';
import { afterSaleLetter, newProductLetter, orderLetter } from './letters.ts';
import type { MailOutcome, MailTask } from './mail.schema.ts';
import { type Mail, MailStore } from './mail.store.ts';
import { type Addressed, Postman } from './postman.ts';

/** Mails being sent at once by one process. */
const LANES = 3;
const POLL_MS = 2_000;
const SUBSCRIBERS_AT_ONCE = 100;
/** With the pauses below, about a day. */
const MOST_ATTEMPTS = 160;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 10 * 60_000;

type OneMail = Exclude<MailTask, { kind: 'announcement' }>;
type Announcement = Extract<MailTask, { kind: 'announcement' }>;

/** Sends the mails that are due, several at once, each by one process at a time; tries again what did not go. */
@Injectable()
export class MailWorker implements OnApplicationBootstrap, OnModuleDestroy {
  private lanes: Promise<void>[] = [];
  private readonly sleepers = new Set<() => void>();
  private stopped = false;

  constructor(
    private readonly mails: MailStore,
    private readonly orders: OrderStore,
    private readonly postman: Postman,
    private readonly peers: Peers,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.lanes = Array.from({ length: LANES }, () => this.run());
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    this.wake();
    await Promise.all(this.lanes);
  }

  /** Stores mails and sends them as soon as can be. */
  async post(mails: { id: string; task: MailTask }[]): Promise<void> {
    await failpoint('mail.before-store');
    await this.mails.add(mails);
    await failpoint('mail.after-store');
    this.wake();
  }

  private wake(): void {
    for (const wake of this.sleepers) wake();
    this.sleepers.clear();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        const mail = await this.mails.take();
        if (mail === undefined) await this.rest();
        else await this.handle(mail);
      } catch (err) {
        log[isUnavailable(err) ? 'warn' : 'error']({ err }, 'mails cannot be read or written');
        await this.rest();
      }
    }
  }

  private async rest(): Promise<void> {
    if (this.stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      this.sleepers.add(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  private async handle(mail: Mail): Promise<void> {
    try {
      if (mail.task.kind === 'announcement') return await this.announce(mail, mail.task);
      await this.mails.settle(mail, await this.send(mail.id, mail.task));
      await failpoint('mail.after-settle');
    } catch (error) {
      await this.failed(mail, error);
    }
  }

  private async send(id: string, task: OneMail): Promise<MailOutcome> {
    const mail = await this.write(id, task);
    if (mail === undefined) return 'skipped';
    await failpoint('mail.before-send');
    await this.postman.send(mail);
    await failpoint('mail.after-send');
    countSent(task.kind);
    return 'sent';
  }

  /** The mail as it goes out; undefined when there is nobody to write to any more. */
  private async write(id: string, task: OneMail): Promise<Addressed | undefined> {
    const { publicUrl, accessSecret } = this.settings;
    if (task.kind === 'new-product') {
      // The mail may have waited for hours: who left meanwhile is left alone.
      const params = { token: task.unsubscribeToken };
      const { subscribed } = await this.peers.call(user.getSubscription, { params });
      if (!subscribed) return undefined;
      const { locale = defaultLocale } = task;
      const page = (path: string): string => publicUrl + localPath(locale, path);
      const token = encodeURIComponent(task.unsubscribeToken);
      const unsubscribe = page(`/newsletter/unsubscribe?token=${token}`);
      const product = page(`/product/${encodeURIComponent(task.news.sku)}`);
      const letter = newProductLetter(task.news, { product, unsubscribe }, locale);
      return { id, to: task.to, letter, unsubscribe };
    }
    if (task.kind === 'account') {
      const params = { letterId: task.letterId };
      const { letter } = await this.peers.call(user.getAccountLetter, { params });
      return letter === null ? undefined : { id, to: letter.to, letter: accountLetter(letter, publicUrl) };
    }
    const order = await this.orders.byId(task.orderId);
    if (order === undefined || order.forgotten === true) return undefined;
    const page = localPath(order.locale ?? defaultLocale, `/orders/${order.id}`);
    const link = `${publicUrl}${page}?key=${accessKeyOf(accessSecret, order.id)}`;
    const letter =
      'about' in task
        ? afterSaleLetter(task.kind, order, task.about, link)
        : orderLetter(task.kind, order, link);
    return letter === undefined ? undefined : { id, to: order.email, letter };
  }

  /** Some subscribers: a mail for each, then those after them. */
  private async announce(mail: Mail, { news, after }: Announcement): Promise<void> {
    const query = { size: SUBSCRIBERS_AT_ONCE, ...(after !== undefined && { after }) };
    const { items } = await this.peers.call(user.listSubscribers, { query });
    await this.post(
      items.map(({ email, unsubscribeToken, locale }) => ({
        id: `${news.sku}.${createHash('sha256').update(email).digest('hex').slice(0, 32)}.new-product`,
        task: { kind: 'new-product', news, to: email, unsubscribeToken, ...(locale && { locale }) },
      })),
    );
    const last = items.at(-1);
    if (last !== undefined) await this.mails.goOn(mail, last.unsubscribeToken);
    else await this.mails.settle(mail, 'sent');
  }

  private async failed(mail: Mail, error: unknown): Promise<void> {
    const final = mail.attempts >= MOST_ATTEMPTS || isRefusal(error);
    const reason = error instanceof Error ? error.message : String(error);
    countFailed(mail.task.kind, final);
    log.warn({ mail: mail.id, attempts: mail.attempts, final, err: error }, 'a mail did not go');
    if (final) return this.mails.settle(mail, 'failed', reason);
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(mail.attempts - 1, 12));
    await this.mails.postpone(mail, new Date(Date.now() + pause), reason);
  }
}

/** The server will never take this mail: a 5xx answer to the address or the text. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error && 'responseCode' in error)) return false;
  return (error.code === 'EENVELOPE' || error.code === 'EMESSAGE') && Number(error.responseCode) >= 500;
}
