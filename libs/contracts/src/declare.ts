import { z } from 'zod';
import type { Access, Command, Event, Method, Route, ServiceName } from './contract.ts';

const nothing = z.strictObject({});
type Nothing = typeof nothing;

interface RouteParts<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, O extends z.ZodType> {
  access: Access;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  output: O;
  status?: number;
  idempotent?: boolean;
  synthetic?: boolean;
  guessable?: boolean;
  stream?: boolean;
  upload?: number;
  file?: boolean;
  owned?: string;
}

/** What a service's contract file starts with: `const { route, command, event } = contractsOf('cart')`. */
export function contractsOf(service: ServiceName) {
  return {
    /** Declares an HTTP route of this service. Parts that are left out accept only `{}`. */
    route<
      O extends z.ZodType,
      P extends z.ZodType = Nothing,
      Q extends z.ZodType = Nothing,
      B extends z.ZodType = Nothing,
    >(method: Method, path: string, parts: RouteParts<P, Q, B, O>): Route<P, Q, B, O> {
      return {
        kind: 'route',
        service,
        method,
        path,
        access: parts.access,
        summary: parts.summary,
        params: parts.params ?? (nothing as unknown as P),
        query: parts.query ?? (nothing as unknown as Q),
        body: parts.body ?? (nothing as unknown as B),
        output: parts.output,
        status: parts.status ?? 200,
        idempotent: parts.idempotent ?? false,
        synthetic: parts.synthetic ?? false,
        guessable: parts.guessable ?? false,
        stream: parts.stream ?? false,
        upload: parts.upload,
        file: parts.file ?? false,
        owned: parts.owned,
      };
    },
    /** Declares a command that this service handles. `name` is the verb and noun: `reserve-stock`. */
    command<P extends z.ZodType>(name: string, payload: P): Command<P> {
      return { kind: 'command', service, name: `${service}.${name}`, payload };
    },
    /**
     * Declares an event that this service announces. `name` is past tense with a version: `stock-reserved.v1`. `heardBy`: whose
     * queues take it, whether these services have ever run or not.
     */
    event<P extends z.ZodType>(
      name: string,
      payload: P,
      heardBy: readonly [ServiceName, ...ServiceName[]],
    ): Event<P> {
      return { kind: 'event', service, name: `${service}.${name}`, payload, heardBy };
    },
    /** Declares an event that nobody has to hear: for whoever happens to listen, now or one day. */
    announcement<P extends z.ZodType>(name: string, payload: P): Event<P> {
      return { kind: 'event', service, name: `${service}.${name}`, payload, heardBy: [] };
    },
  };
}
