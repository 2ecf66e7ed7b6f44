import { setTimeout as pause } from 'node:timers/promises';
import { reason } from '../../stack/src/trouble.ts';
import type { Event, NetworkFault } from './schedule.ts';
import { type LinkName, type Target, targets } from './targets.ts';

/** What the nemesis does things to. */
export interface Victims {
  kill(target: Target): Promise<void>;
  /** Resolves when it is ready. */
  start(target: Target): Promise<void>;
  freeze(target: Target): void;
  thaw(target: Target): void;
  /** Puts a fault on a link, or takes it away. */
  network(link: LinkName, fault: { kind: NetworkFault; delayMs: number } | undefined): void;
}

/** What was done, and what came of it. */
export interface Deeds {
  readonly kills: Record<Target, number>;
  readonly faults: Record<NetworkFault | 'freeze', number>;
  /** From each kill to the moment the process was ready again, in ms. */
  readonly recoveries: { readonly target: Target; readonly ms: number }[];
  /** Processes that did not come back by themselves, in words. */
  readonly troubles: string[];
}

/**
 * Processes that are down or starting at once, at most: on a machine that starts them slowly the schedule waits, or there
 * would be no shop left to break.
 */
const MOST_DOWN = 4;

/** Carries out a schedule; `calm` ends it. */
export class Nemesis {
  readonly deeds: Deeds = {
    kills: Object.fromEntries(targets.map((name) => [name, 0])) as Record<Target, number>,
    faults: { latency: 0, reset: 0, 'black-hole': 0, 'half-close': 0, freeze: 0 },
    recoveries: [],
    troubles: [],
  };
  readonly #victims: Victims;
  readonly #say: (what: string) => void;
  readonly #under: Promise<void>[] = [];
  /** The latest kill of each: an earlier one that finds a later one leaves the start to that. */
  readonly #latest = new Map<Target, number>();
  readonly #busy = new Map<Target, Promise<void>>();
  readonly #down = new Set<Target>();
  #ended = false;

  constructor(victims: Victims, say: (what: string) => void) {
    this.#victims = victims;
    this.#say = say;
  }

  /** Resolves when the last event of the schedule has begun, or `ended` is true. */
  async run(events: readonly Event[], ended: () => boolean): Promise<void> {
    let begin = Date.now();
    for (const event of events) {
      while (!ended() && begin + event.atMs > Date.now())
        await pause(Math.min(100, begin + event.atMs - Date.now()));
      while (!ended() && event.kind === 'kill' && this.#down.size >= MOST_DOWN) {
        await pause(50);
        begin = Date.now() - event.atMs;
      }
      if (ended()) return;
      this.#under.push(
        this.#do(event).catch((error: unknown) => {
          this.deeds.troubles.push(`${JSON.stringify(event)}: ${reason(error)}`);
        }),
      );
    }
  }

  /** No more faults: thaws what is frozen and resolves when everything that was killed is ready. */
  async calm(): Promise<void> {
    this.#ended = true;
    await Promise.all(this.#under);
  }

  async #do(event: Event): Promise<void> {
    if (event.kind === 'kill') return this.#kill(event);
    if (event.kind === 'freeze') return this.#freeze(event);
    const { link, fault, delayMs, forMs } = event;
    this.deeds.faults[fault] += 1;
    this.#say(`${fault} on ${link} for ${forMs} ms`);
    this.#victims.network(link, { kind: fault, delayMs });
    await this.#wait(forMs);
    this.#victims.network(link, undefined);
  }

  async #freeze({ target, forMs }: Event & { kind: 'freeze' }): Promise<void> {
    this.deeds.faults.freeze += 1;
    this.#say(`freeze ${target} for ${forMs} ms`);
    this.#victims.freeze(target);
    await this.#wait(forMs);
    this.#victims.thaw(target);
  }

  async #kill({ target, downMs }: Event & { kind: 'kill' }): Promise<void> {
    const number = (this.#latest.get(target) ?? 0) + 1;
    this.#latest.set(target, number);
    const before = this.#busy.get(target);
    const work = this.#killed(target, downMs, before, () => this.#latest.get(target) === number);
    this.#busy.set(target, work);
    await work;
  }

  async #killed(
    target: Target,
    downMs: number,
    before: Promise<void> | undefined,
    isLatest: () => boolean,
  ): Promise<void> {
    const at = Date.now();
    this.deeds.kills[target] += 1;
    this.#down.add(target);
    this.#say(`kill -9 ${target}, down for ${downMs} ms`);
    await this.#victims.kill(target);
    // What it was killed in the midst of: its start fails now.
    await before?.catch(() => undefined);
    // A start that had not come to its process yet was not hit by that.
    await this.#victims.kill(target);
    await this.#wait(downMs);
    if (!isLatest()) return;
    try {
      await this.#victims.start(target);
    } catch (error) {
      if (!isLatest()) return;
      this.deeds.troubles.push(`${target} did not come back after kill -9: ${reason(error)}`);
      await this.#victims.kill(target);
      await this.#victims.start(target);
    }
    this.#down.delete(target);
    const ms = Date.now() - at;
    this.deeds.recoveries.push({ target, ms });
    this.#say(`${target} is ready again after ${ms} ms`);
  }

  async #wait(ms: number): Promise<void> {
    const end = Date.now() + ms;
    while (!this.#ended && Date.now() < end) await pause(Math.min(50, end - Date.now()));
  }
}
