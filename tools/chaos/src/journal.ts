import type { Journal } from './client.ts';
import { type Entry, openHistory } from './history.ts';

/** The history of a run in one file, with a journal for each shopper. */
export class Chronicle {
  readonly entries: Entry[] = [];
  readonly #history: { write(entry: Entry): void };
  #calls = 0;

  constructor(path: string) {
    this.#history = openHistory(path);
  }

  /** Writes each call down before it is made and when its outcome is known. */
  journalOf(shopper: string): Journal {
    return (note) => {
      this.#calls += 1;
      const call = this.#calls;
      this.#write({ ...note, at: Date.now(), call, shopper, phase: 'invoke' });
      return (phase, more) => this.#write({ ...note, ...more, at: Date.now(), call, shopper, phase });
    };
  }

  #write(entry: Entry): void {
    this.entries.push(entry);
    this.#history.write(entry);
  }
}
