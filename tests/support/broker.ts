import type { AnyMessage, Payload } from '@shop/contracts';
import { EXCHANGE, envelope, Publisher } from '@shop/messaging';
import { connect } from 'amqplib';
import type { z } from 'zod';
import { unique } from './stores.ts';
import { until } from './until.ts';
import { ownVhost } from './vhost.ts';

/** The other end of the broker: says things to the service under test, and hears what it says. */
export async function startBroker(at?: string) {
  const own = at === undefined ? await ownVhost('test') : { url: at, remove: async () => undefined };
  const { url } = own;
  const publisher = new Publisher({ service: 'web', url });
  publisher.onModuleInit();
  await publisher.open(Date.now() + 30_000);
  const connection = await connect(url);
  const channel = await connection.createChannel();
  const queue = unique('test');
  await channel
    .assertExchange(EXCHANGE, 'topic', { durable: true, alternateExchange: 'shop.unrouted' })
    .catch(() => undefined);
  await channel.assertQueue(queue, { exclusive: true, autoDelete: true });
  await channel.bindQueue(queue, EXCHANGE, '#');
  const heard: { id: string; type: string; payload: unknown }[] = [];
  await channel.consume(
    queue,
    (message) => message !== null && heard.push(JSON.parse(message.content.toString())),
    {
      noAck: true,
    },
  );
  return {
    /** AMQP_URL of the service under test: a corner of the broker that is this test's own. */
    url,
    heard,
    /** Publishes a message as its sender would; the same envelope can be sent again to make a duplicate. */
    async say<M extends AnyMessage>(contract: M, payload: z.input<M['payload']>, times = 1) {
      const message = envelope(contract, payload);
      for (let i = 0; i < times; i++) await publisher.publish(message);
      return message;
    },
    /** Waits for a message of this kind that fits. */
    async hear<M extends AnyMessage>(
      contract: M,
      fits: (payload: Payload<M>) => boolean = () => true,
      limitMs?: number,
    ): Promise<Payload<M>> {
      const found = await until(
        `hearing ${contract.name}`,
        () => heard.find(({ type, payload }) => type === contract.name && fits(payload as Payload<M>)),
        limitMs,
      );
      return found.payload as Payload<M>;
    },
    /** Every message of this kind so far that fits. */
    all<M extends AnyMessage>(
      contract: M,
      fits: (payload: Payload<M>) => boolean = () => true,
    ): Payload<M>[] {
      return heard
        .filter(({ type, payload }) => type === contract.name && fits(payload as Payload<M>))
        .map(({ payload }) => payload as Payload<M>);
    },
    async stop() {
      await publisher.close();
      await connection.close();
      await own.remove();
    },
  };
}
