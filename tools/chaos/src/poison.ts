import { randomUUID as uuid } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'amqplib';
import { within } from '../../stack/src/within.ts';
import type { Dice } from './dice.ts';

const LIMIT_MS = 5_000;
const queues = ['catalogue', 'cart', 'payment', 'shipping', 'ratings', 'dispatch'] as const;

/** Bodies that no service can make anything of. */
const bodies: readonly ((id: string) => string)[] = [
  () => '{"half":',
  () => 'null',
  () => '5',
  (id) => JSON.stringify({ id, type: 'nobody.knows-this.v1', payload: {}, at: new Date().toISOString() }),
  (id) => JSON.stringify({ id, type: 'catalogue.reserve-stock', payload: { orderId: 7 } }),
];

/**
 * Puts a message that cannot be handled into the queue of a service, with the broker's word that it has it; tried again
 * until `giveUp`. Returns its id.
 */
export async function plant(amqpUrl: string, dice: Dice, giveUp: AbortSignal): Promise<string | undefined> {
  const messageId = uuid();
  const queue = dice.pick(queues);
  const body = Buffer.from(dice.pick(bodies)(messageId));
  while (!giveUp.aborted) {
    try {
      // The driver waits for ever for a broker that dies in the middle of an answer.
      await within(2 * LIMIT_MS, 'planting', put(amqpUrl, queue, body, messageId));
      return messageId;
    } catch {
      // The broker is away, as it is meant to be at times.
      await pause(500);
    }
  }
  return undefined;
}

async function put(url: string, queue: string, body: Buffer, messageId: string): Promise<void> {
  const connection = await connect(url, { timeout: LIMIT_MS });
  connection.on('error', () => undefined);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', () => undefined);
    await channel.checkQueue(queue);
    channel.sendToQueue(queue, body, { messageId, persistent: true, mandatory: true, type: 'poison' });
    await channel.waitForConfirms();
  } finally {
    // A broker that was killed never answers to this.
    connection.close().catch(() => undefined);
  }
}
