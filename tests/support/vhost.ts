import { amqpUrl, unique } from './stores.ts';

/**
 * A corner of the broker where every queue is this test file's own, so that nobody else takes its messages. Made by
 * the management page, whose address is in BROKER_PAGE; without it the broker's common ground has to do.
 */
export async function ownVhost(prefix: string): Promise<{ url: string; remove(): Promise<void> }> {
  const page = process.env['BROKER_PAGE'];
  const url = new URL(amqpUrl());
  if (page === undefined || page === '') return { url: url.href, remove: async () => undefined };
  const name = unique(prefix);
  const ask = async (method: string, path: string, body?: object): Promise<void> => {
    const answer = await fetch(new URL(`/api/${path}`, page), {
      method,
      signal: AbortSignal.timeout(15_000),
      headers: {
        authorization: `Basic ${Buffer.from(`${url.username}:${url.password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: the broker's page answered ${answer.status}`);
  };
  await ask('PUT', `vhosts/${name}`);
  await ask('PUT', `permissions/${name}/${url.username}`, { configure: '.*', write: '.*', read: '.*' });
  url.pathname = `/${name}`;
  return { url: url.href, remove: () => ask('DELETE', `vhosts/${name}`) };
}
