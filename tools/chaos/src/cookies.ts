/** The cookies of somebody who shops without a browser: by name, the newest of each. */
export class Cookies {
  readonly #pairs = new Map<string, string>();

  /** Takes what an answer sets; a cookie of no age is forgotten. */
  take(headers: readonly string[]): void {
    for (const header of headers) {
      const [pair = ''] = header.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      if (/Max-Age=0\b/i.test(header)) this.#pairs.delete(name);
      else this.#pairs.set(name, pair);
    }
  }

  forget(): void {
    this.#pairs.clear();
  }

  /** The `cookie` header of the next request; undefined while there are none. */
  get header(): string | undefined {
    return this.#pairs.size === 0 ? undefined : [...this.#pairs.values()].join('; ');
  }
}
