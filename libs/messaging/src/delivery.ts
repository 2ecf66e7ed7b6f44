import { failpoint, log, runInTrace, startTrace } from '@shop/service/plain';
import type { ConsumeMessage, MessagePropertyHeaders } from 'amqplib';
import type { Every, HandlerExtras, MessageMeta } from './handlers.ts';
import { attemptOf, failureHeaders, HEADERS, readEnvelope, typeOf } from './message.ts';
import { metrics } from './metrics.ts';
import type { Publisher } from './publisher.ts';
import { type DeadReason, Invalid, type Retries, Unhandled, verdict } from './retries.ts';
import { deadLetterQueue, retryExchange } from './topology.ts';

/** A handler that takes longer is taken for hung: its message is tried again. In milliseconds. */
const HANDLER_LIMIT_MS = 60_000;
const HOLD_MS = 1_000;

/** What is done with a message; it is acknowledged when this resolves. */
export type Handler = {
  (payload: unknown, meta: MessageMeta): unknown;
  extras?: Partial<HandlerExtras>;
};
type Handlers = ReadonlyMap<string, Handler>;
type Outcome = 'ok' | 'retry' | 'dead';

/** What happens to one message between its delivery and its acknowledgement. */
export class Delivery {
  private readonly service: string;
  private readonly publisher: Publisher;
  private readonly retries: Retries;

  constructor(service: string, publisher: Publisher, retries: Retries) {
    this.service = service;
    this.publisher = publisher;
    this.retries = retries;
  }

  /**
   * Handles a message. What fails is put into a retry queue or the dead-letter queue, and only when the broker has
   * confirmed that does this resolve; it rejects when the message must stay where it is.
   */
  async handle(
    message: ConsumeMessage,
    every: Every,
    handlers: Handlers,
    stillOurs: () => boolean,
  ): Promise<void> {
    const { traceparent } = message.properties.headers ?? {};
    const trace = startTrace(typeof traceparent === 'string' ? traceparent : undefined);
    await runInTrace(trace, async () => {
      for (let attempt = attemptOf(message); ; attempt += 1) {
        const again = await this.once(message, attempt, every, handlers, stillOurs);
        if (again === undefined) return;
        await sleep(again);
        if (!stillOurs()) throw new Error('the connection it came by has gone');
      }
    });
  }

  /** One attempt; tells after how many milliseconds to make the next one right here. */
  private async once(
    message: ConsumeMessage,
    attempt: number,
    every: Every,
    handlers: Handlers,
    stillOurs: () => boolean,
  ): Promise<number | undefined> {
    const started = performance.now();
    const type = handlers.has(typeOf(message)) ? typeOf(message) : 'unknown';
    const done = (outcome: Outcome, err?: unknown, reason?: DeadReason): void => {
      const ms = Math.round((performance.now() - started) * 10) / 10;
      metrics.handled.inc({ type, outcome });
      metrics.duration.observe({ type }, ms / 1000);
      const about = { message: typeOf(message), id: message.properties.messageId, ms, outcome, attempt };
      if (outcome === 'ok') log.info(about, 'message');
      else if (outcome === 'retry') log.warn({ ...about, err }, 'message');
      else log.error({ ...about, reason, err }, 'message');
    };
    try {
      await failpoint('delivery.before-handler');
      await run(message, attempt, handlers);
      await failpoint('delivery.after-handler');
      done('ok');
      return undefined;
    } catch (error) {
      const decided = verdict(error, attempt, this.retries);
      if ('dead' in decided) {
        if (every === 'service') await this.bury(message, decided.dead, error, stillOurs);
        metrics.dead.inc({ type, reason: decided.dead });
        done('dead', error, decided.dead);
        return undefined;
      }
      metrics.retried.inc({ type });
      done('retry', error);
      // A replica's queue goes with its process, so its retries wait here.
      if (every === 'replica') return decided.retryInMs;
      const headers = failureHeaders(message, error);
      await failpoint('delivery.before-retry');
      await this.move(message, retryExchange(decided.retryInMs), this.service, headers, stillOurs);
      await failpoint('delivery.after-retry');
      return undefined;
    }
  }

  private async bury(
    message: ConsumeMessage,
    reason: DeadReason,
    error: unknown,
    stillOurs: () => boolean,
  ): Promise<void> {
    const headers = {
      ...failureHeaders(message, error),
      [HEADERS.reason]: reason,
      [HEADERS.deadAt]: new Date().toISOString(),
    };
    await failpoint('delivery.before-dead');
    await this.move(message, '', deadLetterQueue(this.service), headers, stillOurs);
    await failpoint('delivery.after-dead');
  }

  /** Holds the message until the broker has it in its new place, for as long as the broker takes to recover. */
  private async move(
    message: ConsumeMessage,
    exchange: string,
    key: string,
    headers: MessagePropertyHeaders,
    stillOurs: () => boolean,
  ): Promise<void> {
    const { contentType, messageId, type, timestamp, correlationId } = message.properties;
    const kept = Object.fromEntries(
      Object.entries({ contentType, messageId, type, timestamp, correlationId }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    for (;;) {
      try {
        return await this.publisher.send(exchange, key, message.content, { ...kept, headers });
      } catch (err) {
        if (!stillOurs()) throw err;
        log.warn({ err, id: messageId }, `could not move a message to ${exchange}${key}, holding it`);
        await sleep(HOLD_MS);
      }
    }
  }
}

async function run(message: ConsumeMessage, attempt: number, handlers: Handlers): Promise<void> {
  const { id, type, at, payload, from } = readEnvelope(message);
  const handler = handlers.get(type);
  const contract = handler?.extras?.contract;
  if (handler === undefined || contract === undefined) {
    throw new Unhandled(`no handler for "${type}"; if none shall be, remove the binding with unbind()`);
  }
  const parsed = contract.payload.safeParse(payload);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Invalid(`the payload breaks its contract: ${issues.join('; ')}`);
  }
  const meta: MessageMeta = { id, type, at, attempt, ...(from === undefined ? {} : { from }) };
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const tooLong = new Error(`the handler took longer than ${HANDLER_LIMIT_MS} ms`);
    timer = setTimeout(() => reject(tooLong), HANDLER_LIMIT_MS);
  });
  try {
    await Promise.race([handler(parsed.data, meta), limit]);
  } finally {
    clearTimeout(timer);
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
