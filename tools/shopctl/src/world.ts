/** What a run of shopctl has from outside. */
export interface World {
  readonly env: NodeJS.ProcessEnv;
  /** Aborted by Ctrl-C. */
  readonly stop: AbortSignal;
  /** Writes the answer: to standard output. */
  readonly out: (text: string) => void;
  /** Writes what is said beside it: to standard error. */
  readonly err: (text: string) => void;
}
