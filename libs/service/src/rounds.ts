/** Work that is done again and again, one round at a time with a pause before each, until it is stopped. */
export class Rounds {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private ended = false;

  /** `failed` hears of a round that threw; the next one comes all the same. */
  constructor(
    private readonly round: () => Promise<unknown>,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** True once no further round will come: a long one may leave off where it is. */
  get stopped(): boolean {
    return this.ended;
  }

  /** Goes round from now on. `pauseMs` says, in milliseconds, how long until the next round; it is asked before each. */
  begin(pauseMs: () => number): void {
    if (this.ended) return;
    this.timer = setTimeout(() => {
      this.running = this.round()
        .then(() => undefined, this.failed)
        .then(() => this.begin(pauseMs));
    }, pauseMs());
  }

  /** Ends it, and waits for the round that is under way. */
  async stop(): Promise<void> {
    this.ended = true;
    clearTimeout(this.timer);
    await this.running;
  }
}
