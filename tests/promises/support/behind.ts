import { connect, type GetMessage, type Options } from 'amqplib';
import { until } from '../../support/until.ts';

/** A connection to the broker behind everybody's back, opened for one question: it lives as long as no broker is killed. */
export async function behind<T>(url: string, ask: (broker: Behind) => Promise<T>): Promise<T> {
  const connection = await connect(url, { timeout: 5_000 });
  connection.on('error', () => undefined);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => undefined);
    return await ask({
      async queue(name) {
        const own = await connection.createChannel();
        own.on('error', () => undefined);
        const { messageCount, consumerCount } = await own.checkQueue(name);
        await own.close();
        return { messages: messageCount, consumers: consumerCount };
      },
      async publish(exchange, key, content, options = {}) {
        channel.publish(exchange, key, content, options);
        await channel.waitForConfirms();
      },
      async take(queue) {
        const taken: GetMessage[] = [];
        for (;;) {
          const message = await channel.get(queue, { noAck: true });
          if (message === false) return taken;
          taken.push(message);
        }
      },
    });
  } finally {
    await connection.close().catch(() => undefined);
  }
}

export interface Behind {
  /** Messages ready and consumers; rejects when there is no such queue. */
  queue(name: string): Promise<{ messages: number; consumers: number }>;
  /** Publishes anything anywhere; resolves when the broker has it. */
  publish(exchange: string, key: string, content: Buffer, options?: Options.Publish): Promise<void>;
  /** Takes all messages out of a queue. */
  take(queue: string): Promise<GetMessage[]>;
}

/** Waits until somebody takes messages out of each of these queues. */
export const listening = (url: string, queues: readonly string[]): Promise<true> =>
  until(`consumers of ${queues.join(', ')}`, () =>
    behind(url, async (broker) => {
      for (const name of queues) if ((await broker.queue(name)).consumers === 0) return undefined;
      return true;
    }),
  );
