import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

export const operations = ['authorise', 'capture', 'void', 'refund'] as const;
export type Operation = (typeof operations)[number];

/** What can go wrong between a merchant and a provider. */
export const faultKinds = ['dropAfterCharge', 'errorAfterCharge', 'stall', 'lateCharge'] as const;
export type Fault = (typeof faultKinds)[number];

const share = z.number().min(0).max(1);

/** Body of `POST /_control/faults`; what is left out keeps its value. */
export const FaultSettings = z.strictObject({
  /** Share of calls that are carried out, then the connection is dropped without an answer. */
  dropAfterCharge: share,
  /** Share of calls that are carried out, then answered with a 500. */
  errorAfterCharge: share,
  /** Share of calls that hang for `stallSeconds` and then fail with a 504, without having done anything. */
  stall: share,
  /** Share of calls that hang for `stallSeconds` and are carried out after that, whoever still listens. */
  lateCharge: share,
  stallSeconds: z.number().min(0).max(600),
  /** How long a new payment stays unknown to Worldpay's payment queries and Stripe's search (really: up to 60 s). */
  queryDelaySeconds: z.number().min(0).max(600),
  /** What Worldpay does with a transaction reference it has seen: charge again, or refuse with a 400. */
  duplicateReference: z.enum(['charge', 'refuse']),
  /** Share of webhooks that are sent twice. */
  duplicateWebhook: share,
  webhooksPaused: z.boolean(),
  /** Which calls the shares above apply to. */
  operations: z.array(z.enum(operations)),
  /** Restarts the random sequence: the same seed and the same calls get the same faults. */
  seed: z.int(),
});
export type FaultSettings = z.infer<typeof FaultSettings>;

/** Body of `POST /_control/next`: one fault, once, for the next such call about this reference. */
export const NextFault = z.strictObject({
  operation: z.enum(operations),
  fault: z.enum(faultKinds),
  reference: z.string().min(1),
});
export type NextFault = z.infer<typeof NextFault>;

export const calm = (stallSeconds: number): FaultSettings => ({
  dropAfterCharge: 0,
  errorAfterCharge: 0,
  stall: 0,
  lateCharge: 0,
  stallSeconds,
  queryDelaySeconds: 0,
  duplicateReference: 'charge',
  duplicateWebhook: 0,
  webhooksPaused: false,
  operations: [...operations],
  seed: 1,
});

/** A small seeded generator (mulberry32) of numbers in [0, 1). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function openFaults(stallSeconds: number) {
  let settings = calm(stallSeconds);
  let roll = random(settings.seed);
  const coming: NextFault[] = [];
  return {
    get settings(): FaultSettings {
      return settings;
    },
    set(changes: { [Key in keyof FaultSettings]?: FaultSettings[Key] | undefined }): FaultSettings {
      const given = Object.entries(changes).filter(([, value]) => value !== undefined);
      settings = { ...settings, ...Object.fromEntries(given) };
      if (changes.seed !== undefined) roll = random(changes.seed);
      return settings;
    },
    reset(): FaultSettings {
      settings = calm(stallSeconds);
      roll = random(settings.seed);
      coming.length = 0;
      return settings;
    },
    next: (fault: NextFault) => coming.push(fault),
    roll: () => roll(),
    pick(operation: Operation, reference: string): Fault | undefined {
      const index = coming.findIndex((one) => one.operation === operation && one.reference === reference);
      if (index >= 0) return coming.splice(index, 1)[0]?.fault;
      if (!settings.operations.includes(operation)) return undefined;
      let dice = roll();
      for (const kind of faultKinds) {
        dice -= settings[kind];
        if (dice < 0) return kind;
      }
      return undefined;
    },
  };
}
export type Faults = ReturnType<typeof openFaults>;

export interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/**
 * Carries out one call of a merchant under a fault. `work` does it and gives the answer; what the merchant gets instead
 * when something goes wrong is `failure`. Ends in a dead socket where the fault says so.
 */
export async function underFault(
  wire: { request: FastifyRequest; reply: FastifyReply },
  fault: Fault | undefined,
  stallSeconds: number,
  parts: { work: () => Answer; failure: (status: 500 | 504) => unknown },
): Promise<FastifyReply> {
  const { request, reply } = wire;
  if (fault === 'stall' || fault === 'lateCharge') await pause(stallSeconds, request, fault === 'stall');
  if (fault === 'stall') return reply.status(504).send(parts.failure(504));
  const answer = parts.work();
  if (fault === 'dropAfterCharge') {
    reply.hijack();
    request.raw.socket.destroy();
    return reply;
  }
  return reply
    .status(answer.status)
    .headers(answer.headers ?? {})
    .send(answer.body);
}

function pause(seconds: number, request: FastifyRequest, endWithCaller: boolean): Promise<void> {
  return new Promise((resolve) => {
    const { socket } = request.raw;
    const end = () => {
      clearTimeout(timer);
      socket.off('close', end);
      resolve();
    };
    const timer = setTimeout(end, seconds * 1000);
    if (endWithCaller) socket.once('close', end);
  });
}
