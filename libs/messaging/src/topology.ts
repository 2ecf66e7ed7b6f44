import { announcements, commandsOf, heardBy, serviceNames } from '@shop/contracts';
import type { Channel } from 'amqplib';

/**
 * What exists in the broker. Every process declares it at every connection; all of it is idempotent. Changing an
 * argument of a queue that exists is refused by RabbitMQ (406): give the queue a new name instead.
 *
 * - `shop.messages` (topic) takes every message, routing key = contract name. A service's queue is bound with
 *   `<service>.*` (commands have two words) and with the name of each event it handles (events have three).
 * - `<service>` (quorum) is the service's queue; `<service>.dlq` (quorum) its dead letters.
 * - `shop.retry.<ms>` (fanout) and its queue hold a message for that long, then hand it to `shop.requeue` (direct),
 *   which puts it back into the queue named by its routing key. Shared by all services.
 * - The exchange `shop.unrouted` takes what the other exchanges can't place and hands it to `shop.unheard` (topic), whose
 *   queue has what is announced to nobody in particular: for a day, the newest 1,000. All else goes on to `shop.lost`
 *   (fanout) and the queue `shop.unrouted`: kept for 7 days, the newest 100,000. Anything in there is an alarm.
 */
export const EXCHANGE = 'shop.messages';
export const UNROUTED = 'shop.unrouted';
export const UNHEARD = 'shop.unheard';
const LOST = 'shop.lost';
const REQUEUE = 'shop.requeue';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Deliveries of one message that may end with the process dying before the broker gives up on it. */
const DELIVERY_LIMIT = 10;

export const retryExchange = (delayMs: number): string => `shop.retry.${delayMs}`;
export const deadLetterQueue = (service: string): string => `${service}.dlq`;

const quorum = { 'x-queue-type': 'quorum' };
/** Dead-lettering that survives a broker's crash; needs reject-publish. */
const reliably = { 'x-dead-letter-strategy': 'at-least-once', 'x-overflow': 'reject-publish' };

/**
 * Declares what all services share, and the queue of each service with what goes there: a command may be sent, and an event
 * announced, before the service it is for first starts.
 */
export async function declareShared(channel: Channel, delaysMs: readonly number[]): Promise<void> {
  await declareUnrouted(channel);
  await channel.assertExchange(EXCHANGE, 'topic', { alternateExchange: UNROUTED });
  await channel.assertExchange(REQUEUE, 'direct', { alternateExchange: UNROUTED });
  for (const delayMs of delaysMs) {
    const name = retryExchange(delayMs);
    await channel.assertExchange(name, 'fanout');
    await channel.assertQueue(name, {
      arguments: { ...quorum, ...reliably, 'x-message-ttl': delayMs, 'x-dead-letter-exchange': REQUEUE },
    });
    await channel.bindQueue(name, name, '');
  }
  for (const service of serviceNames) {
    const events = heardBy(service).map(({ name }) => name);
    if (events.length > 0 || commandsOf(service).length > 0) await declareService(channel, service, events);
  }
}

/** Whatever found no queue, sorted: announcements apart from what somebody should have heard. */
async function declareUnrouted(channel: Channel): Promise<void> {
  await channel.assertExchange(LOST, 'fanout');
  await channel.assertQueue(UNROUTED, {
    arguments: { ...quorum, 'x-message-ttl': 7 * DAY_MS, 'x-max-length': 100_000 },
  });
  await channel.bindQueue(UNROUTED, LOST, '');
  await channel.assertExchange(UNHEARD, 'topic', { alternateExchange: LOST });
  await channel.assertQueue(UNHEARD, {
    arguments: { ...quorum, 'x-message-ttl': DAY_MS, 'x-max-length': 1_000 },
  });
  for (const { name } of announcements()) await channel.bindQueue(UNHEARD, UNHEARD, name);
  await channel.assertExchange(UNROUTED, 'fanout');
  await channel.bindExchange(UNHEARD, UNROUTED, '');
  // Earlier versions put all of it there, and do so again when one of them is rolled back to.
  await channel.unbindQueue(UNROUTED, UNROUTED, '');
}

/** Declares a service's queue, its dead letters and its bindings. */
export async function declareService(
  channel: Channel,
  service: string,
  events: Iterable<string>,
): Promise<void> {
  await channel.assertQueue(deadLetterQueue(service), { arguments: quorum });
  await channel.assertQueue(service, {
    arguments: {
      ...quorum,
      ...reliably,
      'x-delivery-limit': DELIVERY_LIMIT,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': deadLetterQueue(service),
    },
  });
  await channel.bindQueue(service, REQUEUE, service);
  await channel.bindQueue(service, EXCHANGE, `${service}.*`);
  for (const event of events) await channel.bindQueue(service, EXCHANGE, event);
}

/** Declares a queue that lives and dies with this connection, with its own copy of some events. */
export async function declareReplica(
  channel: Channel,
  queue: string,
  events: Iterable<string>,
): Promise<void> {
  await channel.assertQueue(queue, { exclusive: true, autoDelete: true, durable: false });
  for (const event of events) await channel.bindQueue(queue, EXCHANGE, event);
}
