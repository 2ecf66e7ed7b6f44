/** What kind of failure ended a command; its number is the exit status, see docs/release.md. */
export const exitCodes = {
  /** A fault of the tool itself. */
  fault: 1,
  /** Wrong use: an unknown app, a dirty tree, a version that does not exist. */
  input: 2,
  /** A gate said no: a failing test, a critical finding, a red verdict. */
  refused: 3,
  /** Something outside failed: the registry, git's remote, credentials, a tool that is missing. */
  outside: 4,
  /** Somebody else was faster, again and again. */
  raced: 5,
} as const;

export type Kind = keyof typeof exitCodes;

/** A failure that a person can act on: one sentence of what is wrong, one of what to do. Printed without a stack trace. */
export class Trouble extends Error {
  readonly kind: Kind;
  readonly what: string;
  readonly advice: string;

  constructor(kind: Kind, what: string, advice: string, options?: ErrorOptions) {
    super(`${what} ${advice}`, options);
    this.name = 'Trouble';
    this.kind = kind;
    this.what = what;
    this.advice = advice;
  }
}

/** What a failure says, in one line. */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split('\n')[0] ?? 'unknown';
}
