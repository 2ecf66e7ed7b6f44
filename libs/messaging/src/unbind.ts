import { connect } from 'amqplib';
import { EXCHANGE } from './topology.ts';

const CONNECT_LIMIT_MS = 5_000;

/**
 * Removes a service's binding to an event that it no longer handles. Bindings outlive the code that made them, and only
 * a person knows that no older replica or rollback needs one: until then such messages end in the dead-letter queue
 * with the reason `unhandled`.
 */
export async function unbind(url: string, service: string, event: string): Promise<void> {
  const connection = await connect(url, { timeout: CONNECT_LIMIT_MS });
  try {
    const channel = await connection.createChannel();
    await channel.unbindQueue(service, EXCHANGE, event);
  } finally {
    await connection.close();
  }
}
