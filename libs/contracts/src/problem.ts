import { type ErrorCode, errors, type ProblemDetails, sentenceOf, statusOf } from './errors.ts';
import type { Issue } from './issue.ts';

interface ProblemExtras {
  /** For the developer who reads the answer; never a secret, never another shopper's data. */
  detail?: string;
  issues?: Issue[];
  facts?: Record<string, unknown>;
  cause?: unknown;
}

/** A failure a caller can act on: thrown anywhere in a service, answered as RFC 9457 problem+json. */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly detail: string | undefined;
  readonly issues: Issue[] | undefined;
  readonly facts: Record<string, unknown> | undefined;

  constructor(code: ErrorCode, extras: ProblemExtras = {}) {
    super(extras.detail ?? sentenceOf(code), { cause: extras.cause });
    this.name = 'Problem';
    this.code = code;
    this.status = statusOf(code);
    this.detail = extras.detail;
    this.issues = extras.issues;
    this.facts = extras.facts;
  }

  /** The body of the answer. `type` is a relative reference to the code's page in the docs. */
  toJSON(traceId?: string): ProblemDetails {
    return {
      type: `/errors/${this.code}`,
      title: errors[this.code][1],
      status: this.status,
      code: this.code,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      ...(traceId === undefined ? {} : { traceId }),
      ...(this.issues === undefined ? {} : { issues: this.issues }),
      ...(this.facts === undefined ? {} : { facts: this.facts }),
    };
  }
}
