import { CallError } from '@shop/service/plain';

/** An older answer is of no use any more, in milliseconds. */
const LIFE_MS = 15 * 60_000;
const MOST = 300;
/** How long a page waits for a new answer when it has an old one. */
const PATIENCE_MS = 500;
/** A service that was too slow is not waited for again for so long, where there is an old answer. */
const SLOW_MS = 3_000;

/** What public routes answered last: good enough for a page while the service behind is away or slow. */
export class Kept {
  private readonly answers = new Map<string, { answer: unknown; at: number }>();
  private readonly slowUntil = new Map<string, number>();

  /** A new answer, or the last one when the new one does not come or takes too long. Throws what `ask` throws, without an old one. */
  async read<T>(service: string, path: string, ask: () => Promise<T>): Promise<T> {
    const key = `${service} ${path}`;
    const asked = ask().then((answer) => {
      this.keep(key, answer);
      this.slowUntil.delete(service);
      return answer;
    });
    const old = this.answers.get(key);
    if (old === undefined || Date.now() - old.at > LIFE_MS) return asked;
    // What comes too late for this page is there for the next.
    asked.catch(() => undefined);
    const slow = (this.slowUntil.get(service) ?? 0) > Date.now();
    try {
      return await within(asked, slow ? 0 : PATIENCE_MS, () => {
        if (!slow) this.slowUntil.set(service, Date.now() + SLOW_MS);
        return old.answer as T;
      });
    } catch (error) {
      if (error instanceof CallError && error.status >= 500) return old.answer as T;
      if (error instanceof CallError && (error.status === 404 || error.status === 410))
        this.answers.delete(key);
      throw error;
    }
  }

  /** The least recently read goes first. */
  private keep(key: string, answer: unknown): void {
    this.answers.delete(key);
    this.answers.set(key, { answer, at: Date.now() });
    const [oldest] = this.answers.keys();
    if (this.answers.size > MOST && oldest !== undefined) this.answers.delete(oldest);
  }
}

async function within<T>(asked: Promise<T>, limitMs: number, otherwise: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise()), limitMs);
  });
  try {
    return await Promise.race([asked, limit]);
  } finally {
    clearTimeout(timer);
  }
}
