import { AsyncLocalStorage } from 'node:async_hooks';
import { randomFillSync } from 'node:crypto';

/** The W3C trace context of the work in hand. */
export interface Trace {
  traceId: string;
  spanId: string;
}

const storage = new AsyncLocalStorage<Trace>();
const pattern = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;

/** Starts a child of `traceparent`, or a new trace when it is missing or malformed. */
export function startTrace(traceparent?: string): Trace {
  const traceId = traceparent === undefined ? undefined : pattern.exec(traceparent)?.[1];
  return { traceId: traceId ?? randomHex(16), spanId: randomHex(8) };
}

// Asking the system for a few bytes costs as much as asking for many, and every request asks twice.
const pool = Buffer.alloc(4096);
let taken = pool.length;

function randomHex(bytes: number): string {
  if (taken + bytes > pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  taken += bytes;
  return pool.toString('hex', taken - bytes, taken);
}

/** Runs `work` with this trace as the current one, through every await in it. */
export function runInTrace<T>(trace: Trace, work: () => T): T {
  return storage.run(trace, work);
}

/** Makes `trace` the current one for the rest of this asynchronous chain. */
export function enterTrace(trace: Trace): void {
  storage.enterWith(trace);
}

/** The trace of the work in hand, if any. */
export function currentTrace(): Trace | undefined {
  return storage.getStore();
}

/** The `traceparent` value to send on with a call or a message. */
export function traceparent(): string {
  const trace = storage.getStore() ?? startTrace();
  return `00-${trace.traceId}-${trace.spanId}-01`;
}
