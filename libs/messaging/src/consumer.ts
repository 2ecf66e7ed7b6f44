import { failpoint, log } from '@shop/service/plain';
import type { AmqpConnectionManager } from 'amqp-connection-manager';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { openChannel } from './connection.ts';

export interface ConsumerOptions {
  /** For logs and health. */
  name: string;
  /** Most messages in hand at once. */
  prefetch: number;
  /** How long messages in hand may take to finish when the process stops, in milliseconds. */
  drainLimitMs: number;
  /** Declares the queue and tells its name. Called at every connection, and when the queue was deleted. */
  declare(channel: ConfirmChannel): Promise<string>;
  /** Resolves when the message may be acknowledged; rejects when it must stay with the broker. */
  handle(message: ConsumeMessage, stillOurs: () => boolean): Promise<void>;
}

/** One queue, one channel, and what is in hand. Comes back by itself whatever happens to connection, channel or queue. */
export class Consumer {
  private channel: ConfirmChannel | undefined;
  private tag: string | undefined;
  private draining = false;
  private readonly inHand = new Set<Promise<void>>();
  private readonly options: ConsumerOptions;
  private wakeWaiting: (() => void)[] = [];
  private closeChannel: (() => Promise<void>) | undefined;

  constructor(options: ConsumerOptions) {
    this.options = options;
  }

  get name(): string {
    return this.options.name;
  }

  /** True while the broker gives it messages. */
  get alive(): boolean {
    return this.channel !== undefined && this.tag !== undefined;
  }

  start(manager: AmqpConnectionManager): void {
    const opened = openChannel(manager, this.name, async (channel) => {
      this.tag = undefined;
      channel.on('close', () => {
        if (this.channel === channel) this.channel = undefined;
      });
      await channel.prefetch(this.options.prefetch);
      await this.consume(channel);
    });
    this.closeChannel = opened.close;
  }

  /** Resolves when it gets messages, or after `limitMs`. */
  async ready(limitMs: number): Promise<void> {
    if (this.alive) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      this.wakeWaiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Takes no more messages, waits until those in hand are done or the limit is over, and closes the channel. */
  async drain(): Promise<void> {
    this.draining = true;
    const { channel, tag } = this;
    this.tag = undefined;
    if (channel !== undefined && tag !== undefined) await channel.cancel(tag).catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.options.drainLimitMs);
    });
    await Promise.race([Promise.allSettled(this.inHand), limit]);
    clearTimeout(timer);
    if (this.inHand.size > 0)
      log.warn({ left: this.inHand.size }, `${this.name}: messages go back to the broker`);
    await this.closeChannel?.();
    this.channel = undefined;
  }

  private async consume(channel: ConfirmChannel): Promise<void> {
    if (this.draining) return;
    const queue = await this.options.declare(channel);
    const { consumerTag } = await channel.consume(queue, (message) => {
      if (message === null) this.onCancelled(channel);
      else this.receive(channel, message);
    });
    this.channel = channel;
    this.tag = consumerTag;
    for (const wake of this.wakeWaiting.splice(0)) wake();
  }

  /** The broker takes the consumer away when its queue is deleted. */
  private onCancelled(channel: ConfirmChannel): void {
    this.tag = undefined;
    if (this.draining) return;
    log.error(`${this.name}: the broker has cancelled the consumer, declaring the queue again`);
    this.consume(channel).catch((err: unknown) => log.error({ err }, `${this.name}: no consumer`));
  }

  private receive(channel: ConfirmChannel, message: ConsumeMessage): void {
    const work = this.options
      .handle(message, () => this.channel === channel)
      .then(
        () => {
          acknowledge(channel, message);
          return failpoint('delivery.after-ack');
        },
        (err: unknown) => log.warn({ err }, `${this.name}: a message stays with the broker`),
      )
      .finally(() => this.inHand.delete(work));
    this.inHand.add(work);
  }
}

/** On the channel it came by, or not at all: on another one the broker would take it for an error and hang up. */
function acknowledge(channel: ConfirmChannel, message: ConsumeMessage): void {
  try {
    channel.ack(message);
  } catch {
    // The channel has closed; the broker delivers the message again and the inbox knows it.
  }
}
