import { dispatch } from '@shop/contracts';
import type { z } from 'zod';
import type { Shop } from './shop.ts';

export type Listener = z.infer<typeof dispatch.Listener>;
export type Letter = z.infer<typeof dispatch.DeadLetter>;
export type LetterDetail = z.infer<typeof dispatch.DeadLetterDetail>;
export type Letters = z.output<typeof dispatch.listDeadLetters.output>;

/** Where dead letters are looked after: at the shop, or straight at its broker. */
export interface Desk {
  /** What is said of what is done here: whether the shop writes it down. */
  readonly audited: boolean;
  list(asked: { service?: Listener; limit: number }): Promise<Letters>;
  show(service: Listener, id: string): Promise<LetterDetail>;
  /** Gives one letter, or all, to the service once more; says how many that were. */
  replay(service: Listener, id: string | undefined, reason: string | undefined): Promise<number>;
  drop(service: Listener, id: string, reason: string): Promise<number>;
}

/** Dead letters by the shop's admin API. */
export function deskOfShop(shop: Shop): Desk {
  return {
    audited: true,
    list: (query) => shop.call(dispatch.listDeadLetters, { query }),
    show: (service, id) => shop.call(dispatch.showDeadLetter, { params: { service, id } }),
    async replay(service, id, reason) {
      const body = reason === undefined ? {} : { reason };
      const { replayed } =
        id === undefined
          ? await shop.call(dispatch.replayDeadLetters, { params: { service }, body })
          : await shop.call(dispatch.replayDeadLetter, { params: { service, id }, body });
      return replayed;
    },
    async drop(service, id, reason) {
      const { dropped } = await shop.call(dispatch.dropDeadLetter, {
        params: { service, id },
        body: { reason },
      });
      return dropped;
    },
  };
}
