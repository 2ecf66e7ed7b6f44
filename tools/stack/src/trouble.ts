/** Something a person has to put right: one sentence of what is wrong, one of what to do. Printed without a stack trace. */
export class Trouble extends Error {
  constructor(what: string, whatToDo: string, options?: ErrorOptions) {
    super(`${what} ${whatToDo}`, options);
    this.name = 'Trouble';
  }
}

/** What a failure says in one line. */
export function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split('\n')[0] ?? 'unknown';
}
