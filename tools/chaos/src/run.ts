import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openLogs } from '../../stack/src/logs.ts';
import { reason, Trouble } from '../../stack/src/trouble.ts';
import { judge, stockedNow } from './checker/judge.ts';
import { DeliveryCount } from './deliveries.ts';
import { Desk } from './desk.ts';
import { diceOf } from './dice.ts';
import { Chronicle } from './journal.ts';
import { Nemesis } from './nemesis.ts';
import { plant } from './poison.ts';
import { type Report, reportOf } from './report.ts';
import { lengthOf, schedule } from './schedule.ts';
import { stockShelf } from './shelf.ts';
import { openShop, type Shop } from './shop.ts';
import { keepShopping } from './shopping.ts';
import { targets } from './targets.ts';

export interface ChaosOptions {
  readonly orders: number;
  readonly seed: number;
  readonly shoppers: number;
  readonly killsPerProcess: number;
  /** Puts the fault proxy between services and stores. */
  readonly network: boolean;
  /** Where everything is kept: data, logs, history. It must be empty. */
  readonly folder: string;
  /** Told what happens, for whoever watches. */
  readonly tell?: (progress: Progress) => void;
  /** Ends the run early. */
  readonly signal?: AbortSignal;
}

export interface Progress {
  readonly stage: 'starting' | 'shopping' | 'recovering' | 'judging';
  readonly placed: number;
  readonly kills: number;
  readonly wantedKills: number;
  /** The last thing that was done to the shop. */
  readonly last: string;
}

const POISON = 12;
/** An order may take this long on top of the schedule before the run gives up. */
const PATIENCE_PER_ORDER_MS = 2_000;
const PATIENCE_MS = 180_000;

/** Starts a shop, lets shoppers buy while the nemesis breaks it, and has the checker judge what is left. */
export async function runChaos(options: ChaosOptions): Promise<Report> {
  const { folder, seed, network } = options;
  mkdirSync(folder, { recursive: true });
  const began = Date.now();
  const logs = openLogs(folder);
  const deliveries = new DeliveryCount();
  const crashes: string[] = [];
  const state = { stage: 'starting' as Progress['stage'], placed: 0, last: '', kills: () => 0 };
  const wantedKills = options.killsPerProcess * targets.length;
  const tell = (change: Partial<typeof state>): void => {
    Object.assign(state, change);
    options.tell?.({ ...state, kills: state.kills(), wantedKills });
  };
  tell({});
  const shop = await openShop({
    folder,
    seed,
    network,
    line(process, text) {
      logs.write(process, text);
      deliveries.read(process, text);
    },
    crashed(process, how) {
      crashes.push(`${process} ended by itself with ${how}`);
      // As Kubernetes would; that it was needed is told all the same.
      const target = targets.find((name) => name === process);
      if (target !== undefined) shop.start(target).catch((error: unknown) => crashes.push(reason(error)));
    },
  });
  try {
    const nemesis = new Nemesis(shop, (last) => {
      logs.write('nemesis', `${new Date().toISOString()} ${last}`);
      tell({ last });
    });
    state.kills = () => Object.values(nemesis.deeds.kills).reduce((sum, count) => sum + count, 0);
    tell({ stage: 'shopping' });
    const chronicle = new Chronicle(join(folder, 'history.jsonl'));
    const { stocked, planted, faultsEndedAt } = await breakIt(shop, nemesis, chronicle, options, tell);
    tell({ stage: 'judging' });
    const verdict = await judge(shop.witnesses, stocked, chronicle.entries, { planted, faultsEndedAt });
    return reportOf({
      options,
      verdict,
      deeds: nemesis.deeds,
      crashes,
      history: chronicle.entries,
      deliveries: deliveries.figures,
      planted: planted.length,
      standIn: shop.standIn,
      ms: Date.now() - began,
    });
  } finally {
    await shop.stop();
  }
}

async function breakIt(
  shop: Shop,
  nemesis: Nemesis,
  chronicle: Chronicle,
  options: ChaosOptions,
  tell: (change: { placed?: number; stage?: Progress['stage'] }) => void,
) {
  const { orders, seed, killsPerProcess, network } = options;
  // The schedule goes on past the kills asked for while orders are still to be placed.
  const wholeMs = lengthOf(schedule(seed, { killsPerProcess, network }));
  const limitMs = wholeMs + PATIENCE_MS + orders * PATIENCE_PER_ORDER_MS;
  const events = schedule(seed, { killsPerProcess: killsPerProcess + 100, network });
  const tooLong = AbortSignal.timeout(limitMs);
  const giveUp = AbortSignal.any([tooLong, ...(options.signal === undefined ? [] : [options.signal])]);
  let placed = 0;
  const killed = (): boolean => targets.every((name) => nemesis.deeds.kills[name] >= killsPerProcess);
  const done = (): boolean => giveUp.aborted || (placed >= orders && killed());

  const shelf = await stockShelf(shop.stack.url, orders);
  const stocked = await stockedNow(shop.witnesses);
  await shop.provider(true);
  const dice = diceOf(seed, 'poison');
  const poisoning = poison(shop, dice, wholeMs, giveUp);
  const breaking = nemesis.run(events, done);
  let over = false;
  const desk = new Desk({
    url: shop.stack.url,
    dice: diceOf(seed, 'desk'),
    chronicle,
    giveUp,
    over: () => over,
  });
  const working = desk.keep();
  const shopping = keepShopping({
    url: shop.stack.url,
    psp: shop.stack.psp,
    shelf,
    seed,
    shoppers: options.shoppers,
    chronicle,
    giveUp,
    paceMs: wholeMs / orders,
    placed: () => {
      placed += 1;
      tell({ placed });
    },
    done,
  });
  await breaking;
  tell({ stage: 'recovering' });
  shop.calm();
  await nemesis.calm();
  await shop.provider(false);
  const faultsEndedAt = Date.now();
  await shopping;
  over = true;
  await working;
  const planted = await poisoning;
  options.signal?.throwIfAborted();
  if (tooLong.aborted)
    throw new Trouble(
      `Only ${placed} of ${orders} orders could be placed in ${Math.round(limitMs / 1_000)} s.`,
      `See the history and the logs in ${options.folder}; fewer --orders or --shoppers are easier on a slow machine.`,
    );
  return { stocked, planted, faultsEndedAt };
}

/** Some at once, so that each run has them, the rest while things break. */
async function poison(shop: Shop, dice: ReturnType<typeof diceOf>, wholeMs: number, giveUp: AbortSignal) {
  const ids: string[] = [];
  for (let count = 0; count < POISON && !giveUp.aborted; count += 1) {
    if (count > POISON / 3) await new Promise((resolve) => setTimeout(resolve, wholeMs / POISON));
    const id = await plant(shop.witnesses.amqpUrl, dice, giveUp);
    if (id !== undefined) ids.push(id);
  }
  return ids;
}
