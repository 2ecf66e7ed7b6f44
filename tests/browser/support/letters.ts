import { connect } from 'amqplib';
import { v7 as uuid } from 'uuid';
import { shop } from '../../support/stack.ts';

/** Leaves a message that nobody can read with the dead letters of a service; tells its id. */
export async function plant(service: string, body: string): Promise<string> {
  const messageId = uuid();
  const connection = await connect(shop.at.amqp);
  try {
    const channel = await connection.createConfirmChannel();
    channel.sendToQueue(`${service}.dlq`, Buffer.from(body), { persistent: true, messageId });
    await channel.waitForConfirms();
  } finally {
    await connection.close();
  }
  return messageId;
}
