const DUPLICATE_KEY = 11_000;

/** True when a unique index of MongoDB refused a write. */
export const isDuplicate = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && error.code === DUPLICATE_KEY;
