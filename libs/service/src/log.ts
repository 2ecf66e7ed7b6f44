import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import { currentTrace } from './trace.ts';

/**
 * The process's logger: one JSON line an event with service, version and trace id. Never give it a body, a header
 * or a token; the redaction below is a second line of defence, not a licence.
 */
export const log = pino({
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
});

const identity: { service?: string; version?: string } = {};

/** Called once by start(): who is logging, and how much. */
export function identifyLog(service: string, version: string, level: string): void {
  identity.service = service;
  identity.version = version;
  log.level = level;
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
