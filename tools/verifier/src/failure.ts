/**
 * Something went wrong, in a sentence that stands in the verdict. `passing` where the same might work a moment later:
 * nobody answered, or with 502, 503 or 504.
 */
export class Failure extends Error {
  readonly passing: boolean;

  constructor(message: string, options: { passing?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'Failure';
    this.passing = options.passing ?? false;
  }
}

/** What went wrong, short and without a stack. */
export function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return sentenceOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  return error.message !== '' ? error.message : code || error.name;
}
