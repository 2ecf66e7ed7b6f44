import { log } from '@shop/service/plain';
import { type AmqpConnectionManager, connect } from 'amqp-connection-manager';
import type { ConfirmChannel } from 'amqplib';

const HEARTBEAT_S = 5;
const RECONNECT_S = 1;
const CONNECT_LIMIT_MS = 5_000;
const CLOSE_LIMIT_MS = 2_000;
const SET_UP_LIMIT_MS = 15_000;

/** Opens a connection that comes back by itself. `url` may name several brokers of one cluster, separated by commas. */
export function openConnection(url: string, name: string): AmqpConnectionManager {
  const manager = connect(url.split(','), {
    heartbeatIntervalInSeconds: HEARTBEAT_S,
    reconnectTimeInSeconds: RECONNECT_S,
    connectionOptions: { timeout: CONNECT_LIMIT_MS, clientProperties: { connection_name: name } },
  });
  let down = false;
  manager.on('connectFailed', ({ err }) => {
    if (!down) log.warn({ err, connection: name }, 'RabbitMQ cannot be reached, trying on');
    down = true;
  });
  manager.on('connect', () => {
    log.info({ connection: name }, 'connected to RabbitMQ');
    down = false;
  });
  return manager;
}

/**
 * Opens a channel that is set up again at every connection. A broken channel, or one that could not be set up, takes
 * the whole connection down and up again: amqp-connection-manager brings a channel back only with its connection.
 */
export function openChannel(
  manager: AmqpConnectionManager,
  name: string,
  setUp: (channel: ConfirmChannel) => Promise<void>,
): { close(): Promise<void> } {
  let closing = false;
  const again = (channel: ConfirmChannel, err: unknown): void => {
    if (closing) return;
    log.error({ err, channel: name }, 'the broker refused something, connecting again');
    const broken = manager.connection;
    setTimeout(() => {
      if (!closing && manager.connection !== undefined && manager.connection === broken) manager.reconnect();
    }, RECONNECT_S * 1000).unref();
    channel.removeAllListeners('error').on('error', () => undefined);
  };
  const wrapper = manager.createChannel({
    name,
    confirm: true,
    setup: async (channel: ConfirmChannel) => {
      channel.on('error', (error: unknown) => again(channel, error));
      const limit = setTimeout(
        () => again(channel, new Error('the broker does not answer')),
        SET_UP_LIMIT_MS,
      );
      try {
        await setUp(channel);
      } catch (error) {
        again(channel, error);
      } finally {
        clearTimeout(limit);
      }
    },
  });
  wrapper.on('error', (err: unknown) => log.error({ err, channel: name }, 'the channel could not be opened'));
  return {
    close: () => {
      closing = true;
      return within(wrapper.close());
    },
  };
}

/** Closes a connection; gives up waiting after 2 s, as closing never ends while the broker is away. */
export const closeConnection = (manager: AmqpConnectionManager): Promise<void> => within(manager.close());

async function within(closing: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_LIMIT_MS);
  });
  await Promise.race([closing.catch(() => undefined), limit]);
  clearTimeout(timer);
}
