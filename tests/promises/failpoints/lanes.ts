import { setTimeout as wait } from 'node:timers/promises';
import type { Part } from '../../../tools/stack/src/part.ts';
import type { OwnShop } from '../support/shop.ts';
import type { Run } from './run.ts';
import type { Stop } from './ways.ts';

/** How long a process may live with failpoints ahead of it, on a machine that has much to do. */
const LIFE_MS = 300_000;
const LOOK_MS = 20;
/** The same way again, where another process took what should have come along. */
const TRIES = 5;

/** What processes said and how they ended, as the stack tells it. */
export class Deaths {
  private readonly said = new Map<string, string[]>();
  private readonly armed = new Set<string>();
  private readonly ended = new Map<string, string>();
  count = 0;

  line(part: string, text: string): void {
    const point = /"msg":"failpoint ([a-z.-]+): kill"/.exec(text)?.[1];
    if (point !== undefined) this.said.set(part, [...(this.said.get(part) ?? []), point]);
  }

  /** For the stack: an armed process may end by SIGKILL, and only so. */
  mayEnd(part: string, how: string): boolean {
    this.ended.set(part, how);
    return this.armed.has(part) && how === 'signal SIGKILL';
  }

  /** Starts a process with failpoints; when it has died of one, ready or not, tells of which. */
  async die(part: Part, armed: string): Promise<string> {
    this.armed.add(part.name);
    this.ended.delete(part.name);
    this.said.delete(part.name);
    let how: string | undefined;
    try {
      await part.start({ FAILPOINT: armed });
    } catch (error) {
      // Work that waited for it brought it there before it was ready.
      how = /ended with (signal \w+)/.exec(String(error))?.[1];
      if (how === undefined) throw error;
    }
    const end = Date.now() + LIFE_MS;
    for (;;) {
      const [point] = this.said.get(part.name) ?? [];
      if (!part.running && point !== undefined) {
        how ??= this.ended.get(part.name);
        if (how !== 'signal SIGKILL') throw new Error(`${part.name} ended at ${point} with ${how}`);
        this.armed.delete(part.name);
        this.count += 1;
        return point;
      }
      if (Date.now() > end) throw new Error(`${part.name} got to none of ${armed} in ${LIFE_MS} ms`);
      await wait(LOOK_MS);
    }
  }
}

/** Lets these processes die at each of their stops, side by side; all of them run again at the end. */
export async function dieAt(
  stops: readonly Stop[],
  { shop, deaths, run }: { shop: OwnShop; deaths: Deaths; run: Run },
): Promise<void> {
  await Promise.all(
    [...Map.groupBy(stops, ({ part }) => part)].map(async ([name, own]) => {
      const part = shop.processes[name];
      if (part === undefined) throw new Error(`there is no ${name}`);
      const batches = Map.groupBy(own, ({ way }) => way.with);
      await part.stop();
      for (const batch of batches.values()) await lane(part, deaths, run, batch);
      await part.start();
    }),
  );
  await run.allDone();
}

/** One process, armed with all that is left of its stops, again and again; and somebody who leads it there. */
async function lane(part: Part, deaths: Deaths, run: Run, batch: readonly Stop[]): Promise<void> {
  const left = new Map(batch.map((stop) => [stop.point as string, stop]));
  const failed = Promise.withResolvers<never>();
  const lead = async (): Promise<void> => {
    for (let tries = 0, size = left.size; left.size > 0; tries = left.size === size ? tries + 1 : 0) {
      size = left.size;
      const [stop] = left.values();
      if (stop === undefined) return;
      if (tries > TRIES) throw new Error(`${part.name} does not get to ${[...left.keys()].join(', ')}`);
      await stop.way.go(run, () => [...left.values()].some(({ way }) => way === stop.way));
    }
  };
  const leading = lead();
  leading.catch(failed.reject);
  run.doing(leading);
  const also = batch[0]?.way.with;
  while (left.size > 0) {
    const kills = [...left.keys()].map((point) => `${point}:kill`);
    const point = await Promise.race([
      deaths.die(part, [...(also === undefined ? [] : [also]), ...kills].join(',')),
      failed.promise,
    ]);
    if (!left.delete(point)) throw new Error(`${part.name} died at ${point}, which was not armed`);
  }
}
