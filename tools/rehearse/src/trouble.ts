/** Something the person at the keyboard can put right: its message says what is wrong and what to do. */
export class Trouble extends Error {
  override name = 'Trouble';
}

/** What an unknown error says. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
