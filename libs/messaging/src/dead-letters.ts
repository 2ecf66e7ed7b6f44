import {
  type Channel,
  type ChannelModel,
  type ConfirmChannel,
  connect,
  type GetMessage,
  type Options,
} from 'amqplib';
import { type DeadLetter, deadLetterOf, looksOf, renewOptions, replayOptions } from './dead-letter.ts';
import { PublishFailed, Unroutable } from './errors.ts';
import { deadLetterQueue, UNROUTED } from './topology.ts';

/** Somebody else is at the dead letters of this service. */
export class DeadLettersBusy extends Error {
  constructor(service: string) {
    super(`somebody else is at the dead letters of ${service}; try again in a moment`);
    this.name = 'DeadLettersBusy';
  }
}

const CONNECT_LIMIT_MS = 5_000;
/** Most time one piece of work may take unless said, all dead letters of a service replayed included. */
const WORK_LIMIT_MS = 60_000;
const TURN_LIMIT_MS = 5_000;
const TURN_EVERY_MS = 50;
/** Most letters held at once; the others stay where they are until these have gone. */
const MOST_HELD = 10_000;
/** Messages published at once, before their confirms are waited for. */
const BATCH = 100;
const ACKS_AT_ONCE = 16;
/**
 * A queue without a limit of its own loses a message at its 21st return (RabbitMQ from 4.0 on), and every look returns
 * what it does not take away. So a message looked at this often is published anew, which counts from nothing.
 */
const LOOKS_UNTIL_RENEWED = 8;

/**
 * Dead letters for people: looks, gives back to the service, throws away. Only one piece of work a service at a time,
 * whoever asks: a queue that its connection alone can have is the turn, and goes when that process does. What leaves
 * a queue has been confirmed in its new place before: at least once, and the inbox knows the second one.
 */
export class DeadLetters {
  private readonly urls: string[];
  private readonly limitMs: number;

  /** `limitMs` is the most time that one piece of work may take. */
  constructor(url: string, { limitMs = WORK_LIMIT_MS }: { limitMs?: number } = {}) {
    this.urls = url.split(',');
    this.limitMs = limitMs;
  }

  /** How many each of the services has; those without a queue are missing. */
  async depths(services: readonly string[]): Promise<{ depths: Map<string, number>; unrouted: number }> {
    return this.connected(async (connection) => {
      const depths = new Map<string, number>();
      for (const service of services) {
        const depth = await depthOf(connection, deadLetterQueue(service));
        if (depth !== undefined) depths.set(service, depth);
      }
      return { depths, unrouted: (await depthOf(connection, UNROUTED)) ?? 0 };
    });
  }

  /** The letters of a service, the oldest first, and how many there are in all. */
  async list(service: string, { limit }: { limit: number }): Promise<{ items: DeadLetter[]; depth: number }> {
    return this.inTurn(service, async (held) => {
      const letters = await held.all();
      return { items: letters.slice(0, limit).map(({ letter }) => letter), depth: letters.length };
    });
  }

  /** One letter; undefined when it is not there. */
  async show(service: string, id: string): Promise<DeadLetter | undefined> {
    return this.inTurn(
      service,
      async (held) => (await held.all()).find(({ letter }) => letter.id === id)?.letter,
    );
  }

  /**
   * Gives a letter, or all, to its service once more: to this one alone, whoever else heard of the event. `before` is
   * told which, and when it rejects nothing is done: the place to write down who did it.
   */
  async replay(
    service: string,
    which: { id: string } | 'all',
    before: (letters: DeadLetter[]) => Promise<void> = nothing,
  ): Promise<DeadLetter[]> {
    return this.inTurn(service, async (held) => {
      const letters = (await held.all()).filter(({ letter }) => which === 'all' || letter.id === which.id);
      await before(letters.map(({ letter }) => letter));
      await held.move(
        letters.map(({ message }) => message),
        service,
        replayOptions,
      );
      return letters.map(({ letter }) => letter);
    });
  }

  /** Throws a letter and its copies away; `before` as in replay(). */
  async drop(
    service: string,
    id: string,
    before: (letters: DeadLetter[]) => Promise<void> = nothing,
  ): Promise<DeadLetter[]> {
    return this.inTurn(service, async (held) => {
      const letters = (await held.all()).filter(({ letter }) => letter.id === id);
      await before(letters.map(({ letter }) => letter));
      await held.take(letters.map(({ message }) => message));
      return letters.map(({ letter }) => letter);
    });
  }

  private async inTurn<T>(service: string, work: (held: Held) => Promise<T>): Promise<T> {
    return this.connected(async (connection) => {
      const queue = deadLetterQueue(service);
      if ((await depthOf(connection, queue)) === undefined) return work(new Held(service));
      await turn(connection, service);
      const channel = await connection.createConfirmChannel();
      const held = new Held(service, channel);
      try {
        const done = await work(held);
        await held.renew();
        return done;
      } finally {
        // What was not taken goes back with the channel.
        await channel.close().catch(() => undefined);
      }
    });
  }

  /** Runs `work` on a connection of its own, which ends with it. */
  private async connected<T>(work: (connection: ChannelModel) => Promise<T>): Promise<T> {
    const connection = await this.open();
    let broken: (error: Error) => void = () => undefined;
    const lost = new Promise<never>((_, reject) => {
      broken = reject;
    });
    const late = new PublishFailed(`the broker took longer than ${this.limitMs / 1000} s`);
    const timer = setTimeout(() => broken(late), this.limitMs);
    connection.on('error', broken);
    connection.on('close', () => broken(new PublishFailed('the connection to the broker was lost')));
    try {
      return await Promise.race([work(connection), lost]);
    } finally {
      clearTimeout(timer);
      lost.catch(() => undefined);
      await connection.close().catch(() => undefined);
    }
  }

  private async open(): Promise<ChannelModel> {
    let last: unknown;
    for (const url of this.urls) {
      try {
        return await connect(url, {
          timeout: Math.min(CONNECT_LIMIT_MS, this.limitMs),
          clientProperties: { connection_name: 'dead letters' },
        });
      } catch (error) {
        last = error;
      }
    }
    throw new PublishFailed('RabbitMQ cannot be reached', { cause: last });
  }
}

interface HeldLetter {
  letter: DeadLetter;
  message: GetMessage;
}

/** The letters of one service, in hand for one piece of work. Without a channel there is no queue, and no letter. */
class Held {
  private readonly service: string;
  private readonly channel: ConfirmChannel | undefined;
  private letters: HeldLetter[] = [];
  private readonly taken = new Set<GetMessage>();
  private returned = false;

  constructor(service: string, channel?: ConfirmChannel) {
    this.service = service;
    this.channel = channel;
    // An error of the channel rejects what waits on it; unheard, the event would end the process.
    channel?.on('error', () => undefined);
    channel?.on('return', () => {
      this.returned = true;
    });
  }

  /** Takes them all in hand, the oldest death first: a queue that gets messages back may keep them in another order. */
  async all(): Promise<HeldLetter[]> {
    for (let count = 0; this.channel !== undefined && count < MOST_HELD; count++) {
      const message = await this.channel.get(deadLetterQueue(this.service));
      if (message === false) break;
      this.letters.push({ message, letter: deadLetterOf(this.service, message) });
    }
    const at = ({ letter }: HeldLetter): string => letter.deadAt ?? '';
    this.letters = this.letters.toSorted((a, b) => (at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0));
    return this.letters;
  }

  /**
   * They leave the queue for good. A channel that is closed with many acknowledgements on their way to a quorum queue
   * forgets some, and nobody confirms one; but the answer to a get comes after all that was sent before it.
   */
  async take(messages: GetMessage[]): Promise<void> {
    for (let at = 0; at < messages.length; at += ACKS_AT_ONCE) {
      for (const message of messages.slice(at, at + ACKS_AT_ONCE)) {
        this.channel?.ack(message);
        this.taken.add(message);
      }
      await this.channel?.get(deadLetterQueue(this.service));
    }
  }

  /** They leave the queue when the broker has them in their new place, in this order. */
  async move(
    messages: GetMessage[],
    queue: string,
    options: (of: GetMessage) => Options.Publish,
  ): Promise<void> {
    for (let at = 0; at < messages.length; at += BATCH) {
      const batch = messages.slice(at, at + BATCH);
      await Promise.all(batch.map((message) => this.publish(message, queue, options(message))));
      // A returned message comes back before it is confirmed; which one it was does not matter, all of them stay.
      if (this.returned) throw new Unroutable('', queue);
      await this.take(batch);
    }
  }

  /** Publishes anew what has been looked at often. */
  async renew(): Promise<void> {
    const often = this.letters
      .map(({ message }) => message)
      .filter((message) => !this.taken.has(message) && looksOf(message) >= LOOKS_UNTIL_RENEWED);
    await this.move(often, deadLetterQueue(this.service), renewOptions);
  }

  private publish({ content }: GetMessage, queue: string, options: Options.Publish): Promise<void> {
    const all = { ...options, persistent: true, mandatory: true };
    return new Promise((resolve, reject) => {
      this.channel?.publish('', queue, content, all, (error: unknown) => {
        if (error === null || error === undefined) resolve();
        else reject(new PublishFailed(`the broker did not take a message for ${queue}`, { cause: error }));
      });
    });
  }
}

/** How many messages a queue has; undefined when there is no such queue. */
async function depthOf(connection: ChannelModel, queue: string): Promise<number | undefined> {
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  try {
    return (await channel.checkQueue(queue)).messageCount;
  } catch (error) {
    if (codeOf(error) === 404) return undefined;
    throw error;
  } finally {
    await channel.close().catch(() => undefined);
  }
}

/** Waits for the turn at a service's dead letters. Throws DeadLettersBusy. */
async function turn(connection: ChannelModel, service: string): Promise<Channel> {
  const deadline = Date.now() + TURN_LIMIT_MS;
  for (;;) {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    try {
      await channel.assertQueue(`${deadLetterQueue(service)}.turn`, { exclusive: true, durable: false });
      return channel;
    } catch (error) {
      if (codeOf(error) !== 405) throw error;
      if (Date.now() > deadline) throw new DeadLettersBusy(service);
      await new Promise((resolve) => setTimeout(resolve, TURN_EVERY_MS));
    }
  }
}

const nothing = async (): Promise<void> => undefined;

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
