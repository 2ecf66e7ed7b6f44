import { dispatch } from '@shop/contracts';

/**
 * An order as its feed tells of it, growing as it comes. A feed tells how an order is now: of several changes one soon after
 * the other it may tell the last alone. Without a token it is the feed of who has the link: it says nothing of the person.
 */
export async function openFeed(url: string, token?: string) {
  const shape = token === undefined ? dispatch.OpenedOrder : dispatch.Order;
  const answer = await fetch(url, {
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      accept: 'text/event-stream',
    },
    signal: AbortSignal.timeout(30_000),
  });
  if (answer.body === null) throw new Error(`no feed: ${answer.status}`);
  const lines = answer.body.pipeThrough(new TextDecoderStream());
  const told: dispatch.OpenedOrder[] = [];
  const read = async (): Promise<void> => {
    let text = '';
    for await (const chunk of lines) {
      const events = `${text}${chunk}`.split('\n');
      text = events.pop() ?? '';
      for (const line of events)
        if (line.startsWith('data: {')) told.push(shape.parse(JSON.parse(line.slice(6))));
    }
  };
  return { type: answer.headers.get('content-type'), told, ended: read() };
}
