import { dispatch } from '@shop/contracts';
import { DeadLetters, DeadLettersBusy, detailOf, letterOf, PublishFailed } from '@shop/messaging/plain';
import type { Desk } from './desk.ts';
import { reasonOf, Trouble } from './trouble.ts';

/** Dead letters straight at the broker: no gateway, no services, no audit log. */
export function deskOfBroker(url: string, limits: { limitMs: number; stop: AbortSignal }): Desk {
  const letters = lettersAt(url, limits.limitMs);
  const at = <T>(work: () => Promise<T>): Promise<T> => asked(url, work, limits.stop);
  return {
    audited: false,
    list: ({ service, limit }) =>
      at(async () => {
        const { depths, unrouted } = await letters.depths(dispatch.Listener.options);
        // Also where the broker counts none: it leaves out those that somebody else has in hand for a moment.
        const looked = dispatch.Listener.options.filter((one) => (service ?? one) === one && depths.has(one));
        const found = await Promise.all(looked.map((one) => letters.list(one, { limit })));
        const items = found.flatMap((some) => some.items.map(letterOf));
        for (const [n, one] of looked.entries()) depths.set(one, found[n]?.depth ?? 0);
        const services = dispatch.Listener.options.flatMap((one) => {
          const depth = depths.get(one);
          return depth === undefined ? [] : [{ service: one, depth }];
        });
        return { services, total: services.reduce((sum, { depth }) => sum + depth, 0), unrouted, items };
      }),
    show: (service, id) =>
      at(async () => {
        const letter = await letters.show(service, id);
        if (letter === undefined) throw gone(service, id);
        return detailOf(letter);
      }),
    replay: (service, id) =>
      at(async () => {
        const given = await letters.replay(service, id === undefined ? 'all' : { id });
        if (id !== undefined && given.length === 0) throw gone(service, id);
        return given.length;
      }),
    drop: (service, id) =>
      at(async () => {
        const dropped = await letters.drop(service, id);
        if (dropped.length === 0) throw gone(service, id);
        return dropped.length;
      }),
  };
}

function lettersAt(url: string, limitMs: number): DeadLetters {
  if (url.split(',').every((one) => /^amqps?:\/\//.test(one) && URL.canParse(one)))
    return new DeadLetters(url, { limitMs });
  throw new Trouble(
    'usage',
    'That is no address of a broker.',
    'Write it like amqp://name:password@host:5672.',
  );
}

/** Ends with the work, or with Ctrl-C: what is on its way then is given back by the broker. */
async function asked<T>(url: string, work: () => Promise<T>, stop: AbortSignal): Promise<T> {
  const interrupted = new Promise<never>((_resolve, reject) => {
    stop.addEventListener('abort', () => reject(stop.reason), { once: true });
  });
  try {
    return await Promise.race([work(), interrupted]);
  } catch (error) {
    if (error instanceof Trouble) throw error;
    if (error instanceof DeadLettersBusy)
      throw new Trouble('refused', `${sentence(error.message)}.`, '', { cause: error });
    throw trouble(url, error);
  }
}

function trouble(url: string, error: unknown): Trouble {
  const cause = error instanceof PublishFailed && error.cause !== undefined ? error.cause : error;
  const text = reasonOf(cause);
  if (/ACCESS.?REFUSED|NOT_ALLOWED|403|530/i.test(text))
    return new Trouble(
      'forbidden',
      `The broker refused: ${text}.`,
      'Check name, password and vhost of --amqp.',
      {
        cause: error,
      },
    );
  const hosts = url.split(',').map((one) => new URL(one).host);
  return new Trouble(
    'unreachable',
    `The broker at ${hosts.join(', ')} did not do it: ${text}.`,
    'Check --amqp (or AMQP_URL) and that the broker runs. Nothing is lost: what was not confirmed is where it was.',
    { cause: error },
  );
}

const gone = (service: string, id: string): Trouble =>
  new Trouble(
    'refused',
    `${service} has no dead letter ${id} any more.`,
    'See what is there: `shopctl dlq list`.',
  );

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
