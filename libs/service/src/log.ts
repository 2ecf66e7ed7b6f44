import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import { currentTrace } from './trace.ts';

const stdout = pino.destination({ dest: 1, sync: true });
const LARGEST_GATHERED = 64 * 1024;
let gathered = '';

/** One write to the system for all lines of one turn of the event loop: under load a write a line costs more than the line. */
const gathering = {
  write(line: string): void {
    if (gathered === '') setImmediate(flush);
    gathered += line;
    if (gathered.length > LARGEST_GATHERED) flush();
  },
  flushSync: flush,
};

function flush(): void {
  if (gathered === '') return;
  const lines = gathered;
  gathered = '';
  stdout.write(lines);
}
process.once('exit', flush);

/** Writes what was logged and not yet written: before an end that no exit handler sees. */
export const flushLog = flush;

/**
 * The process's logger: one JSON line an event with service, version and trace id. Never give it a body, a header
 * or a token; the redaction below is a second line of defence, not a licence.
 */
export const log = pino(
  {
    level: 'info',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: [
        'password',
        'token',
        'authorization',
        'cookie',
        'secret',
        '*.password',
        '*.token',
        '*.authorization',
      ],
      censor: '[redacted]',
    },
    mixin: () => ({ ...identity, traceId: currentTrace()?.traceId }),
  },
  gathering,
);

const identity: { service?: string; version?: string } = {};

/** Called once by start(): who is logging, and how much. */
export function identifyLog(service: string, version: string, level: string): void {
  identity.service = service;
  identity.version = version;
  log.level = level;
}

/** Which service this process is, and its version; undefined outside of one. */
export function origin(): { service: string; version: string } | undefined {
  const { service, version } = identity;
  return service === undefined || version === undefined ? undefined : { service, version };
}

/** Nest's own messages, through the same logger. */
export class NestLog implements LoggerService {
  log(message: unknown, context?: unknown): void {
    log.debug({ context }, String(message));
  }
  error(message: unknown, ...rest: unknown[]): void {
    const error = message instanceof Error ? message : undefined;
    log.error({ err: error, context: rest.at(-1), stack: error ? undefined : rest[0] }, String(message));
  }
  warn(message: unknown, context?: unknown): void {
    log.warn({ context }, String(message));
  }
  debug(message: unknown, context?: unknown): void {
    log.trace({ context }, String(message));
  }
  verbose(message: unknown, context?: unknown): void {
    log.trace({ context }, String(message));
  }
}
