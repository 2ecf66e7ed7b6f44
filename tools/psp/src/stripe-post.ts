import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify';
import type { z } from 'zod';
import type { Payment } from './book.ts';
import { type Context, faultFor } from './context.ts';
import { type Answer, type Fault, type Operation, underFault } from './faults.ts';
import * as shape from './stripe-shapes.ts';

const failure = () => shape.error({ type: 'api_error', message: 'An unknown error occurred.' });
const idempotencyError = (status: number, message: string, code?: string): Answer => ({
  status,
  body: shape.error({ type: 'idempotency_error', message, ...(code ? { code } : {}) }),
});
export const invalid = (message: string, code?: string): Answer => ({
  status: 400,
  body: shape.error({ type: 'invalid_request_error', message, ...(code ? { code } : {}) }),
});
export const send = (reply: FastifyReply, answer: Answer) => reply.status(answer.status).send(answer.body);

interface Wire {
  request: FastifyRequest;
  reply: FastifyReply;
}

/** What a POST does once its input is known to be good: who it is about, and the change. */
export interface Work {
  operation: Operation;
  reference: string;
  behaviour: Payment['card']['behaviour'];
  act: () => Answer;
}

/**
 * Registers POSTs with Stripe's idempotency keys: schema, kept answer, fault, change, kept answer. A bad request keeps
 * nothing, a 500 is kept, as really.
 */
export function stripePosts(app: FastifyInstance, context: Context, guard: preHandlerAsyncHookHandler) {
  const { book, faults } = context;
  const inFlight = new Set<string>();

  const carryOut = (
    wire: Wire,
    fault: Fault | undefined,
    work: Work,
    key: string | undefined,
    print: string,
  ) =>
    underFault(wire, fault, faults.settings.stallSeconds, {
      failure,
      work: () =>
        book.together(() => {
          const done = work.act();
          const answer = fault === 'errorAfterCharge' ? { status: 500, body: failure() } : done;
          if (key !== undefined)
            book.keepAnswer({ key, fingerprint: print, status: answer.status, body: answer.body });
          return answer;
        }),
    });

  return <S extends z.ZodType>(
    path: string,
    schema: S,
    prepare: (body: z.output<S>, request: FastifyRequest) => Work | Answer,
  ) =>
    app.post(path, { preHandler: guard }, async (request, reply) => {
      const header = request.headers['idempotency-key'];
      const key = typeof header === 'string' && header !== '' ? header : undefined;
      const fingerprint = createHash('sha256')
        .update(`${request.url}\n${JSON.stringify(request.body ?? {})}`)
        .digest('hex');
      const kept = key === undefined ? undefined : book.answers.get(key);
      if (key !== undefined && key.length > 255)
        return send(reply, invalid('Idempotency keys have at most 255 characters.'));
      if (kept && kept.fingerprint !== fingerprint)
        return send(
          reply,
          idempotencyError(400, 'Keys for idempotent requests can only be used with the same parameters.'),
        );
      if (kept) return send(reply.header('idempotent-replayed', 'true'), kept);
      if (key !== undefined && inFlight.has(key))
        return send(
          reply,
          idempotencyError(409, 'Another request with this key is in progress.', 'idempotency_key_in_use'),
        );
      const parsed = schema.safeParse(request.body ?? {});
      if (!parsed.success) return send(reply, { status: 400, body: shape.schemaError(parsed.error) });
      const work = prepare(parsed.data, request);
      if ('status' in work) return send(reply, work);
      const fault = faultFor(context, work.operation, work.reference, work.behaviour);
      if (key !== undefined) inFlight.add(key);
      try {
        return await carryOut({ request, reply }, fault, work, key, fingerprint);
      } finally {
        if (key !== undefined) inFlight.delete(key);
      }
    });
}
