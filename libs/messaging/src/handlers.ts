import { Catch, type ExceptionFilter, UseFilters } from '@nestjs/common';
import { Ctx, EventPattern, MessagePattern, Payload as PayloadParameter } from '@nestjs/microservices';
import type { AnyMessage, Command, Event, Origin, Payload } from '@shop/contracts';
import { type Observable, throwError } from 'rxjs';

/** About the message in hand; a handler's second parameter. */
export interface MessageMeta {
  /** UUIDv7; the same at every attempt and every duplicate: the key to deduplicate by. */
  id: string;
  /** The contract's name. */
  type: string;
  /** When it happened, ISO 8601. */
  at: string;
  /** 1 at the first attempt. */
  attempt: number;
  /** Who sent it. */
  from?: Origin | undefined;
}

/** Who handles an event: one process of the service, or each of them (to refresh what it holds in memory). */
export type Every = 'service' | 'replica';

/** What the transport learns about a handler, by way of Nest's pattern extras. */
export interface HandlerExtras {
  contract: AnyMessage;
  every: Every;
}

/** Hands the handler's own error to the transport, where Nest's filter would put "Internal server error". */
@Catch()
class PassOn implements ExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

type Handler<M extends AnyMessage> = (payload: Payload<M>, meta: MessageMeta) => unknown;

/**
 * Handles a command of this service. The payload is checked before; the message is acknowledged when the method's
 * promise resolves. A command may come twice: deduplicate by `meta.id` or make it harmless.
 */
export function HandleCommand<M extends Command>(contract: M) {
  return <H extends Handler<M>>(
    target: object,
    key: string | symbol,
    method: TypedPropertyDescriptor<H>,
  ): void => {
    const extras: HandlerExtras = { contract, every: 'service' };
    decorate(target, key, method);
    MessagePattern(contract.name, extras)(target, key, method);
  };
}

/** Handles an event of any service, with the same promise as HandleCommand. */
export function HandleEvent<M extends Event>(contract: M, options: { every?: Every } = {}) {
  return <H extends Handler<M>>(
    target: object,
    key: string | symbol,
    method: TypedPropertyDescriptor<H>,
  ): void => {
    const extras: HandlerExtras = { contract, every: options.every ?? 'service' };
    decorate(target, key, method);
    const on = EventPattern(contract.name, extras) as MethodDecorator;
    on(target, key, method);
  };
}

function decorate<H>(target: object, key: string | symbol, method: TypedPropertyDescriptor<H>): void {
  PayloadParameter()(target, key, 0);
  Ctx()(target, key, 1);
  UseFilters(new PassOn())(target, key, method);
}
