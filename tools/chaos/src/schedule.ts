import { type Dice, diceOf } from './dice.ts';
import { type LinkName, links, type Target, targets } from './targets.ts';

export const networkFaults = ['latency', 'reset', 'black-hole', 'half-close'] as const;
export type NetworkFault = (typeof networkFaults)[number];

/** Something that happens to the shop, that long after the first shopper came. */
export type Event =
  | { readonly atMs: number; readonly kind: 'kill'; readonly target: Target; readonly downMs: number }
  | { readonly atMs: number; readonly kind: 'freeze'; readonly target: Target; readonly forMs: number }
  | {
      readonly atMs: number;
      readonly kind: 'network';
      readonly link: LinkName;
      readonly fault: NetworkFault;
      readonly forMs: number;
      /** How late everything arrives, with `latency`. */
      readonly delayMs: number;
    };

export interface ScheduleOptions {
  /** How often each process is killed. */
  readonly killsPerProcess: number;
  /** Faults of the network too. */
  readonly network: boolean;
}

/**
 * What happens when, drawn from the seed: a kill every 2 to 5 s, down for up to 3 s, each process as often as asked for
 * and none a second time before all have been killed once; between the kills faults of the network, and now and then a
 * process that stops answering with its connections open.
 */
export function schedule(seed: number, options: ScheduleOptions): Event[] {
  const dice = diceOf(seed, 'schedule');
  const events: Event[] = [];
  let atMs = 0;
  for (let round = 0; round < options.killsPerProcess; round += 1) {
    for (const target of dice.shuffled(targets)) {
      const pauseMs = dice.between(2_000, 5_000);
      const kill = { atMs: atMs + pauseMs, kind: 'kill', target, downMs: dice.between(0, 3_000) } as const;
      events.push(...between(atMs, kill.atMs, options, dice), kill);
      atMs = kill.atMs;
    }
  }
  return events;
}

function between(fromMs: number, toMs: number, options: ScheduleOptions, dice: Dice): Event[] {
  const events: Event[] = [];
  const atMs = (): number => dice.between(fromMs, toMs - 1);
  if (options.network && dice.chance(0.6)) {
    const fault = dice.pick(networkFaults);
    // Resets and half-closes last as long as the connection does not: their time is for those that come anew.
    const forMs = fault === 'latency' ? dice.between(1_000, 6_000) : dice.between(200, 4_000);
    const delayMs = dice.between(20, 400);
    events.push({ atMs: atMs(), kind: 'network', link: dice.pick(links), fault, forMs, delayMs });
  }
  if (dice.chance(0.15))
    events.push({
      atMs: atMs(),
      kind: 'freeze',
      target: dice.pick(targets),
      forMs: dice.between(500, 5_000),
    });
  return events.sort((one, other) => one.atMs - other.atMs);
}

/** How long a schedule takes. */
export const lengthOf = (events: readonly Event[]): number => events.at(-1)?.atMs ?? 0;
