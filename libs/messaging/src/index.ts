export { blank, blankText } from './blank.ts';
export type { DeadLetter } from './dead-letter.ts';
export { detailOf, factsOf, letterOf, orderIn } from './dead-letter.view.ts';
export { DeadLetters, DeadLettersBusy } from './dead-letters.ts';
export { envelope } from './envelope.ts';
export { PublishFailed, Unprocessable, Unroutable } from './errors.ts';
export { type Every, HandleCommand, HandleEvent, type MessageMeta } from './handlers.ts';
export { HEADERS } from './message.ts';
export { MessagingModule, type MessagingOptions } from './messaging.module.ts';
export { type LeaseCollection, MongoLease } from './mongo-lease.ts';
export {
  type MongoCollection,
  markHandled,
  mongoOutbox,
  notHandled,
  outboxIndex,
  waitingIn,
} from './mongo-outbox.ts';
export {
  handleOnce,
  messageTables,
  mysqlOutbox,
  pruneInbox,
  type SqlManager,
  type SqlSource,
  saveOutbox,
  waitingFor,
} from './mysql-outbox.ts';
export { type Batch, OutboxRelay, type OutboxSource } from './outbox.ts';
export { Publisher } from './publisher.ts';
export { DEFAULT_RETRIES, type DeadReason, type Retries } from './retries.ts';
export { deadLetterQueue, EXCHANGE, UNHEARD, UNROUTED } from './topology.ts';
export { ShopTransport } from './transport.ts';
export { unbind } from './unbind.ts';
