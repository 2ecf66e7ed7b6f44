import { userInfo } from 'node:os';
import { dispatch } from '@shop/contracts';
import { confirm } from '../ask.ts';
import type { Context, Result } from '../context.ts';
import { type Desk, deskOfShop, type Letter, type LetterDetail, type Listener } from '../desk.ts';
import { letterFacts, lettersText } from '../letters.ts';
import { clean, count } from '../screen.ts';
import { Trouble } from '../trouble.ts';

/** Options of every `dlq` command. */
export interface DeskOptions {
  amqp?: string;
  broker?: boolean;
}
export interface ListOptions extends DeskOptions {
  service?: string;
  limit: number;
}
export interface ReplayOptions extends DeskOptions {
  all?: boolean;
  reason?: string;
}
export interface DropOptions extends DeskOptions {
  reason: string;
  yes?: boolean;
}

const NOT_WRITTEN_DOWN =
  'Straight at the broker: what you do here is not in the shop’s audit log. Write it down.';

async function deskOf(
  { shop, env, limitMs, note, stop }: Context,
  { amqp, broker }: DeskOptions,
): Promise<Desk> {
  if (amqp === undefined && broker !== true) return deskOfShop(shop);
  const url = amqp ?? env.AMQP_URL;
  if (!url)
    throw new Trouble(
      'usage',
      'It is not known where the broker is.',
      'Say --amqp URL, or set AMQP_URL and say --broker.',
    );
  note(NOT_WRITTEN_DOWN);
  // The client library is loaded by those alone who need it.
  const { deskOfBroker } = await import('../broker.ts');
  return deskOfBroker(url, { limitMs, stop });
}

/** A service that has dead letters at all. */
export function serviceNamed(text: string): Listener {
  const read = dispatch.Listener.safeParse(text);
  if (read.success) return read.data;
  throw new Trouble(
    'usage',
    `"${text}" is no service with dead letters.`,
    `They are ${dispatch.Listener.options.join(', ')}.`,
  );
}

function idNamed(text: string): string {
  if (dispatch.DeadLetterId.safeParse(text).success) return text;
  throw new Trouble(
    'usage',
    `"${text}" is no id of a dead letter.`,
    'Take it from `shopctl dlq list`: a UUID, or sha256-… where the message has no id.',
  );
}

export async function list(context: Context, options: ListOptions): Promise<Result> {
  const service = options.service === undefined ? {} : { service: serviceNamed(options.service) };
  const desk = await deskOf(context, options);
  const letters = await desk.list({ ...service, limit: options.limit });
  return { document: letters, text: lettersText(letters, options.limit) };
}

export async function show(
  context: Context,
  options: DeskOptions,
  [service = '', id = '']: string[],
): Promise<Result> {
  const named = [serviceNamed(service), idNamed(id)] as const;
  const letter = await (await deskOf(context, options)).show(...named);
  return { document: letter, text: letterFacts(letter) };
}

export async function replay(
  context: Context,
  options: ReplayOptions,
  [service = '', id]: string[],
): Promise<Result> {
  if ((id === undefined) !== (options.all === true))
    throw new Trouble('usage', 'It is not clear which letters are meant.', 'Say the ID of one, or --all.');
  const named = serviceNamed(service);
  const one = id === undefined ? undefined : idNamed(id);
  const desk = await deskOf(context, options);
  const replayed = await desk.replay(named, one, options.reason);
  const look = 'One that fails again comes back: `shopctl dlq list`.';
  return {
    document: { service: named, ...(one === undefined ? {} : { id: one }), replayed, audited: desk.audited },
    text:
      replayed === 0
        ? `${named} has no dead letters.`
        : `Gave ${count(replayed, 'message')} to ${named} once more. ${look}`,
  };
}

export async function drop(
  context: Context,
  options: DropOptions,
  [service = '', id = '']: string[],
): Promise<Result> {
  const named = serviceNamed(service);
  const reason = options.reason.trim();
  if (reason === '' || reason.length > 200)
    throw new Trouble('usage', 'A reason has 1 to 200 characters.', 'Say why, with --reason.');
  const desk = await deskOf(context, options);
  const letter = await desk.show(named, idNamed(id));
  if (options.yes !== true) context.note(letterFacts(letter));
  await confirm('This message will be gone for good.', 'drop', { yes: options.yes, stop: context.stop });
  const dropped = await desk.drop(named, letter.id, reason);
  const record = recordOf(letter, reason, dropped);
  const said = `Threw ${count(dropped, 'message')} of ${named} away.`;
  return {
    document: { dropped, audited: desk.audited, ...(desk.audited ? {} : { record }) },
    text: desk.audited ? said : `${said} Keep this line:\n${clean(JSON.stringify(record))}`,
  };
}

/** What the audit log would have held. */
function recordOf(letter: LetterDetail, reason: string, copies: number): object {
  const { service, id, type, orderId, traceId, error, attempts, deadAt }: Letter = letter;
  return {
    at: new Date().toISOString(),
    who: userInfo().username,
    what: 'dead-letter-dropped',
    subject: `${service}/${id}`,
    reason,
    facts: { copies, type, because: letter.reason, error, attempts, deadAt, orderId, traceId },
  };
}
