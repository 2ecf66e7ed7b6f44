import type { OnModuleInit } from '@nestjs/common';
import type { Envelope } from '@shop/contracts';
import { log, origin } from '@shop/service/plain';
import type { AmqpConnectionManager } from 'amqp-connection-manager';
import type { ConfirmChannel, Options } from 'amqplib';
import { v7 as uuid } from 'uuid';
import { closeConnection, openChannel, openConnection } from './connection.ts';
import { PublishFailed, Unroutable } from './errors.ts';
import { metrics } from './metrics.ts';
import { DEFAULT_RETRIES, type Retries } from './retries.ts';
import { declareShared, EXCHANGE } from './topology.ts';

/** The time one publish may take, from the call to the broker's confirm, in milliseconds. */
export const PUBLISH_LIMIT_MS = 5_000;

/** Publishes on a connection of its own; consumers never share it. */
export class Publisher implements OnModuleInit {
  private manager: AmqpConnectionManager | undefined;
  private channel: ConfirmChannel | undefined;
  private waiting: (() => void)[] = [];
  private readonly returned = new Set<string>();
  private readonly url: string;
  private readonly service: string;
  private readonly retries: Retries;

  constructor(options: { url: string; service: string; retries?: Retries | undefined }) {
    this.url = options.url;
    this.service = options.service;
    this.retries = options.retries ?? DEFAULT_RETRIES;
  }

  onModuleInit(): void {
    this.manager = openConnection(this.url, `${this.service} publisher`);
    openChannel(this.manager, `${this.service} publisher`, async (channel) => {
      channel.on('close', () => {
        if (this.channel === channel) this.channel = undefined;
      });
      channel.on('return', (message) => this.returned.add(String(message.properties.messageId)));
      await declareShared(channel, this.retries.delaysMs);
      this.channel = channel;
      for (const resolve of this.waiting.splice(0)) resolve();
    });
  }

  /** True while it has a channel to the broker. */
  get connected(): boolean {
    return this.channel !== undefined;
  }

  /**
   * Resolves when the broker has the message on disk. Rejects with PublishFailed when that is not known after 5 s
   * (publish the same envelope again) and with Unroutable when the broker has no place for it.
   */
  async publish(given: Envelope): Promise<void> {
    // A table of messages does not keep who wrote them; that was this service.
    const from = given.from ?? origin();
    const message: Envelope = from === undefined ? given : { ...given, from };
    await this.send(EXCHANGE, message.type, Buffer.from(JSON.stringify(message)), {
      messageId: message.id,
      type: message.type,
      timestamp: Math.floor(Date.parse(message.at) / 1000),
      headers: message.traceparent === undefined ? {} : { traceparent: message.traceparent },
    });
    metrics.published.inc({ type: message.type });
  }

  /** Publishes anything anywhere, with the same promise as publish(). */
  async send(exchange: string, key: string, content: Buffer, options: Options.Publish): Promise<void> {
    const deadline = Date.now() + PUBLISH_LIMIT_MS;
    const channel = await this.open(deadline);
    const messageId = options.messageId ?? uuid();
    const all = { contentType: 'application/json', ...options, messageId, persistent: true, mandatory: true };
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new PublishFailed(`the broker did not confirm "${key}" within ${PUBLISH_LIMIT_MS} ms`));
      }, deadline - Date.now());
      const settle = (error: unknown): void => {
        clearTimeout(timer);
        // The broker sends a returned message back before it confirms it.
        const refused = error !== null && error !== undefined;
        if (this.returned.delete(messageId)) reject(new Unroutable(exchange, key));
        else if (refused) reject(new PublishFailed(`the broker did not take "${key}"`, { cause: error }));
        else resolve();
      };
      try {
        channel.publish(exchange, key, content, all, settle);
      } catch (error) {
        settle(error);
      }
    }).catch(async (error: unknown) => {
      if (error instanceof Unroutable) await this.declareAgain(channel);
      throw error;
    });
  }

  /** Resolves when there is a channel, at the latest at `deadline`, then with a rejection. */
  async open(deadline: number): Promise<ConfirmChannel> {
    if (this.channel === undefined) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, deadline - Date.now());
        this.waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    if (this.channel === undefined) throw new PublishFailed('RabbitMQ cannot be reached');
    return this.channel;
  }

  /** The transport closes it, after all that may still publish has ended. */
  async close(): Promise<void> {
    if (this.manager !== undefined) await closeConnection(this.manager);
  }

  /** Someone has deleted a queue under us: put it back, so that the next try finds it. */
  private async declareAgain(channel: ConfirmChannel): Promise<void> {
    await declareShared(channel, this.retries.delaysMs).catch((err: unknown) => {
      log.error({ err }, 'could not declare exchanges and queues again');
    });
  }
}
