import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { type ErrorCode, Problem, statusOf } from '@shop/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CallError } from './call.ts';
import { methodsAt } from './handlers.ts';
import { log } from './log.ts';
import { currentTrace } from './trace.ts';
import { isUnavailable } from './unavailable.ts';

/** Turns whatever was thrown into a Problem; what nobody foresaw becomes internal_error. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof CallError) return fromPeer(error);
  const status = statusIn(error);
  // Fastify's body parser; Nest has wrapped its error and kept only the text.
  if (status === 400 && error instanceof Error && /JSON/.test(error.message))
    return new Problem('invalid_json');
  if (status === 404) return new Problem('route_not_found');
  if (status === 405) return new Problem('method_not_allowed');
  if (status === 413) return new Problem('body_too_large');
  if (status === 415) return new Problem('unsupported_media_type');
  if (status !== undefined && status >= 400 && status < 500) return new Problem('invalid_request');
  if (isUnavailable(error)) return new Problem('service_unavailable', { cause: error });
  return new Problem('internal_error', { cause: error });
}

function fromPeer(error: CallError): Problem {
  return new Problem(error.status === 503 ? 'service_unavailable' : 'internal_error', { cause: error });
}

function statusIn(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof Error && 'statusCode' in error) return Number(error.statusCode);
  return undefined;
}

const RETRY_AFTER_S: Partial<Record<ErrorCode, number>> = {
  service_unavailable: 2,
  request_in_progress: 1,
  too_many_requests: 10,
  too_many_attempts: 60,
};

const pathOf = ({ url }: FastifyRequest): string => url.split(/[?#;]/, 1)[0] ?? '';

/** Answers every failure as application/problem+json with a stable code and the trace id. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const allowed = request.is404 ? methodsAt(pathOf(request)) : [];
    const problem = allowed.length > 0 ? new Problem('method_not_allowed') : problemOf(error);
    if (statusOf(problem.code) >= 500) {
      log.error(
        { err: problem.cause ?? problem, method: request.method, code: problem.code },
        'request failed',
      );
    }
    const wait = Number(problem.facts?.['retryAfterS'] ?? RETRY_AFTER_S[problem.code]);
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy();
      return;
    }
    if (allowed.length > 0) reply.header('allow', allowed.join(', '));
    if (Number.isFinite(wait)) reply.header('retry-after', String(Math.max(1, Math.ceil(wait))));
    reply
      .status(problem.status)
      .header('content-type', 'application/problem+json')
      .header('cache-control', 'no-store')
      .send(JSON.stringify(problem.toJSON(currentTrace()?.traceId)));
  }
}
