/**
 * Thrown by a handler that can never succeed with this message: it goes to the dead-letter queue at once, with the
 * reason. Any other error is taken as passing and tried again.
 */
export class Unprocessable extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'Unprocessable';
  }
}

/** The broker has no place for a message: neither a queue nor `shop.unrouted` took it. */
export class Unroutable extends Error {
  constructor(exchange: string, key: string) {
    super(`nothing in the broker takes "${key}" from exchange "${exchange}"`);
    this.name = 'Unroutable';
  }
}

/**
 * The broker did not confirm in time, or is not there. The message may or may not have arrived: publish the same
 * envelope again, its id makes the second one harmless.
 */
export class PublishFailed extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'PublishFailed';
  }
}
