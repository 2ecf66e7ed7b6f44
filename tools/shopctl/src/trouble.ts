/** Exit codes; `shopctl --help` and docs/shopctl.md list them. 0 is fine. */
export const exitCodes = {
  /** A question was answered, and the answer needs a person: something is stuck, something does not add up. */
  found: 1,
  /** The shop said no: there is no such order, somebody else was faster, the operator did not confirm. */
  refused: 1,
  /** Wrong words on the command line. */
  usage: 2,
  /** The shop or the broker cannot be reached, or took longer than the time limit. */
  unreachable: 3,
  /** Nobody is signed in, or who is has no right to do this. */
  forbidden: 4,
  /** The shop answered with something that it should not: a fault of its own, or another version. */
  fault: 5,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const;

export type Kind = keyof typeof exitCodes;

/** A failure that a person can act on: one sentence of what is wrong, one of what to do. Printed without a stack trace. */
export class Trouble extends Error {
  readonly kind: Kind;
  readonly what: string;
  readonly advice: string;

  constructor(kind: Kind, what: string, advice: string, options?: ErrorOptions) {
    super(`${what} ${advice}`.trim(), options);
    this.name = 'Trouble';
    this.kind = kind;
    this.what = what;
    this.advice = advice;
  }
}

/** What a failure says, in one line. */
export function reasonOf(error: unknown): string {
  const deepest = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
  const message = deepest instanceof Error ? deepest.message : String(deepest);
  return message.trim().split('\n')[0] || 'no reason was given';
}
