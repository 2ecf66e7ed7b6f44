import type { z } from 'zod';

/** The deployables. `web` is the gateway; the others are services. */
export type ServiceName =
  | 'web'
  | 'user'
  | 'catalogue'
  | 'cart'
  | 'payment'
  | 'shipping'
  | 'ratings'
  | 'dispatch';

/** What asks for a role: `staff` any, `support` and `merchant` that one or an admin's, `admin` an admin's. */
export type StaffAccess = 'staff' | 'support' | 'merchant' | 'admin';

/**
 * Who may call a route: `public` needs no token, `guest` any shopper (guest or member), `member` any member, one with a role
 * included, the `StaffAccess` a member with a fitting role, and `service` another service alone.
 */
export type Access = 'public' | 'guest' | 'member' | StaffAccess | 'service';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

type Shape = z.ZodType;

/** An HTTP route: what comes in by path, query and body, and what goes out. The output is always an object. */
export interface Route<
  Params extends Shape = Shape,
  Query extends Shape = Shape,
  Body extends Shape = Shape,
  Output extends Shape = Shape,
> {
  readonly kind: 'route';
  readonly service: ServiceName;
  readonly method: Method;
  /** Path on the service, with `:name` parameters. The gateway serves it at `/api/<service><path>`. */
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly output: Output;
  /** Status of a success; 200 unless said. */
  readonly status: number;
  /** True where the caller must send an `Idempotency-Key` header. */
  readonly idempotent: boolean;
  /** True where the verifier may mark a request as synthetic, by the header `x-shop-synthetic`. */
  readonly synthetic: boolean;
  /** True where the gateway says in the header `x-shop-client` which address a request came from, so that guessing can be slowed down. */
  readonly guessable: boolean;
  /** True where the answer is a `text/event-stream` of `output` values. */
  readonly stream: boolean;
  /** Where the body comes as `multipart/form-data` with one file in it: the most that file may hold, in bytes. */
  readonly upload: number | undefined;
  /** True where the answer is a file: the output's `bytes`, of the content type `type`. */
  readonly file: boolean;
  /** The parameter that names something owned by one shopper; drives the generated authorisation tests. */
  readonly owned: string | undefined;
}

/** A message to exactly one service. Durable; its outcome comes back as an event. */
export interface Command<Payload extends Shape = Shape> {
  readonly kind: 'command';
  /** The service that handles it. */
  readonly service: ServiceName;
  /** Routing key: `<service>.<verb-noun>`. */
  readonly name: string;
  readonly payload: Payload;
}

/** A fact that happened, to any number of services. Past tense with a version: `catalogue.stock-reserved.v1`. */
export interface Event<Payload extends Shape = Shape> {
  readonly kind: 'event';
  /** The service that announces it. */
  readonly service: ServiceName;
  /** Routing key: `<service>.<noun-verbed>.v<version>`. */
  readonly name: string;
  readonly payload: Payload;
  /** The services whose queues take it. Where there is none, nobody has to hear it; any other event that no queue takes is an alarm. */
  readonly heardBy: readonly ServiceName[];
}

export type AnyRoute = Route;
export type AnyMessage = Command | Event;

/** What a handler receives: the parsed parts of the request. */
export interface Input<R extends AnyRoute> {
  params: z.output<R['params']>;
  query: z.output<R['query']>;
  body: z.output<R['body']>;
}

type Part<Key extends string, S extends Shape> =
  undefined extends z.input<S>
    ? { [K in Key]?: z.input<S> | undefined }
    : Record<never, never> extends z.input<S>
      ? { [K in Key]?: z.input<S> | undefined }
      : { [K in Key]: z.input<S> };

/** What a caller gives: parts that may be empty may be left out. */
export type CallInput<R extends AnyRoute> = Part<'params', R['params']> &
  Part<'query', R['query']> &
  Part<'body', R['body']>;

/** What a handler returns and a caller gets. */
export type Output<R extends AnyRoute> = z.output<R['output']>;

/** The payload of a command or an event. */
export type Payload<M extends AnyMessage> = z.output<M['payload']>;
