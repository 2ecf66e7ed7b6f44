import { connect, type GetMessage } from 'amqplib';
import type { DeadLetter, Witnesses } from './evidence.ts';

const LIMIT_MS = 20_000;
const services = ['user', 'catalogue', 'cart', 'payment', 'shipping', 'ratings', 'dispatch', 'web'];
const retries = [200, 1_000, 5_000, 30_000].map((ms) => `shop.retry.${ms}`);
const UNROUTED = 'shop.unrouted';

/** What the broker holds that it should not. */
export interface Waiting {
  readonly leftovers: string[];
  readonly deadLetters: DeadLetter[];
  readonly unrouted: string[];
}

/** Looks into every queue. What it takes out to read goes back when its connection closes. */
export async function readBroker({ amqpUrl }: Pick<Witnesses, 'amqpUrl'>): Promise<Waiting> {
  const connection = await connect(amqpUrl, { timeout: LIMIT_MS });
  connection.on('error', () => undefined);
  try {
    const exists = async (queue: string): Promise<number | undefined> => {
      const channel = await connection.createChannel();
      channel.on('error', () => undefined);
      try {
        return (await channel.checkQueue(queue)).messageCount;
      } catch {
        // A service that takes no messages has no queue.
        return undefined;
      } finally {
        await channel.close().catch(() => undefined);
      }
    };
    const peek = async (queue: string): Promise<GetMessage[]> => {
      if ((await exists(queue)) === undefined) return [];
      const channel = await connection.createChannel();
      const found: GetMessage[] = [];
      for (;;) {
        const message = await channel.get(queue, { noAck: false });
        if (message === false) break;
        found.push(message);
      }
      await channel.close();
      return found;
    };
    const leftovers: string[] = [];
    for (const queue of [...services, ...retries]) {
      const count = (await exists(queue)) ?? 0;
      if (count > 0) leftovers.push(`${count} messages wait in the queue ${queue}`);
    }
    const deadLetters: DeadLetter[] = [];
    for (const queue of services.map((service) => `${service}.dlq`))
      deadLetters.push(...(await peek(queue)).map((message) => dead(queue, message)));
    const unrouted = (await peek(UNROUTED))
      .map((message) => dead(UNROUTED, message))
      .map(({ type, id }) => `${type} ${id}`);
    return { leftovers, deadLetters, unrouted };
  } finally {
    await connection.close().catch(() => undefined);
  }
}

function dead(queue: string, { properties, fields }: GetMessage): DeadLetter {
  const headers: Record<string, unknown> = properties.headers ?? {};
  const id: unknown = properties.messageId;
  const type: unknown = properties.type;
  return {
    queue,
    id: typeof id === 'string' ? id : '(no id)',
    type: typeof type === 'string' ? type : fields.routingKey,
    reason: `${String(headers['x-shop-reason'] ?? 'no reason')}: ${String(headers['x-shop-error'] ?? '')}`,
  };
}
