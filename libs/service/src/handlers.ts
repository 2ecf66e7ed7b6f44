import {
  applyDecorators,
  createParamDecorator,
  type ExecutionContext,
  HttpCode,
  type MessageEvent,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  Sse,
  StreamableFile,
} from '@nestjs/common';
import { ROUTE } from '@shop/auth';
import { type AnyRoute, type Input, Problem, parseInput } from '@shop/contracts';
import type { FastifyRequest } from 'fastify';
import { from, interval, last, map, merge, Observable, share, takeUntil } from 'rxjs';
import type { z } from 'zod';
import { bodyOf } from './upload.ts';

const HEARTBEAT_MS = 15_000;

interface RawRequest {
  params: unknown;
  query: unknown;
  body: unknown;
  headers: Record<string, string | string[] | undefined>;
}

type Answer<R extends AnyRoute> = z.input<R['output']>;
type Handler<R extends AnyRoute> = (
  input: Input<R>,
  ...others: never[]
) => Answer<R> | Promise<Answer<R>> | AsyncIterable<Answer<R>> | Promise<AsyncIterable<Answer<R>>>;

const ParsedInput = createParamDecorator(async (route: AnyRoute, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<RawRequest & FastifyRequest>();
  if (route.idempotent) idempotencyKey(request);
  const { params, query } = request;
  const parsed = parseInput(route, { params, query, body: await bodyOf(route, request) });
  if (!parsed.ok) throw new Problem('invalid_request', { issues: parsed.issues });
  return parsed.input;
});

function idempotencyKey(request: RawRequest): string {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !/^[\x21-\x7e]{16,255}$/.test(key)) {
    throw new Problem('idempotency_key_missing', {
      detail: 'Idempotency-Key: 16 to 255 visible characters.',
    });
  }
  return key;
}

/** The caller's `Idempotency-Key`, on routes declared idempotent. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext) =>
  idempotencyKey(context.switchToHttp().getRequest<RawRequest>()),
);

const implemented = new Set<AnyRoute>();
/** True when some handler in this process implements the route. */
export const isImplemented = (route: AnyRoute): boolean => implemented.has(route);

/** The methods that a path can be asked with here; none where there is no such path. A GET can be asked as HEAD. */
export function methodsAt(path: string): string[] {
  const methods = new Set<string>();
  for (const route of implemented) {
    const pattern = new RegExp(`^${route.path.replaceAll('.', '\\.').replace(/:\w+/g, '[^/]+')}$`);
    if (!pattern.test(path)) continue;
    methods.add(route.method);
    if (route.method === 'GET') methods.add('HEAD');
  }
  return [...methods].sort();
}

/**
 * Binds a controller's method to a contract: path, method and status; its first parameter is the parsed and checked
 * input (400 otherwise); what it returns is checked against the output and stripped of anything more. A stream route
 * returns an async iterable, sent as server-sent events; a file route the bytes and their type.
 */
export function Implements<R extends AnyRoute>(route: R) {
  return <H extends Handler<R>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<H>,
  ): void => {
    const handle = descriptor.value;
    if (handle === undefined) throw new Error(`${String(key)} has no body to implement ${route.path} with`);
    descriptor.value = (route.stream ? asEvents(route, handle) : checked(route, handle)) as unknown as H;
    for (const name of Reflect.getMetadataKeys(handle)) {
      Reflect.defineMetadata(name, Reflect.getMetadata(name, handle), descriptor.value);
    }
    ParsedInput(route)(target, key, 0);
    const mapping = route.stream
      ? Sse(route.path)
      : applyDecorators(
          RequestMapping({ path: route.path, method: RequestMethod[route.method] }),
          HttpCode(route.status),
        );
    applyDecorators(SetMetadata(ROUTE, route), mapping)(target, key, descriptor);
    implemented.add(route);
  };
}

function checked(route: AnyRoute, handle: (...given: never[]) => unknown) {
  return async function (this: unknown, ...given: never[]): Promise<unknown> {
    const output = route.output.parse(await handle.apply(this, given));
    return route.file ? asFile(output as { type: string; bytes: Uint8Array }) : output;
  };
}

const asFile = ({ type, bytes }: { type: string; bytes: Uint8Array }): StreamableFile =>
  new StreamableFile(bytes, { type, length: bytes.length });

function asEvents(route: AnyRoute, handle: (...given: never[]) => unknown) {
  return async function (this: unknown, ...given: never[]): Promise<Observable<MessageEvent>> {
    const source = (await handle.apply(this, given)) as AsyncIterable<unknown>;
    const events = from(closing(source)).pipe(
      map((value): MessageEvent => ({ data: route.output.parse(value) as object })),
      share(),
    );
    const heartbeats = interval(HEARTBEAT_MS).pipe(map((): MessageEvent => ({ comment: 'heartbeat' })));
    return merge(events, heartbeats.pipe(takeUntil(events.pipe(last(null, undefined)))));
  };
}

/** rxjs stops pulling when a client goes; this makes sure that the source hears of it. */
function closing<T>(source: AsyncIterable<T>): Observable<T> {
  return new Observable<T>((subscriber) => {
    const iterator = source[Symbol.asyncIterator]();
    const pull = async (): Promise<void> => {
      for (;;) {
        const next = await iterator.next();
        if (subscriber.closed) return;
        if (next.done) return subscriber.complete();
        subscriber.next(next.value);
      }
    };
    pull().catch((error: unknown) => subscriber.error(error));
    return () => {
      iterator.return?.().catch(() => undefined);
    };
  });
}
