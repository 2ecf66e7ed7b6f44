import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { isDuplicate } from '@shop/service';
import { Model } from 'mongoose';
import { PromotionGuessDocument } from './promotion.schema.ts';

const WINDOW_MS = 15 * 60_000;
const ROUNDS = 50;
/** Somebody may try as many wrong codes; from then on each has to wait, twice as long each time, until the window ends. */
const PER_SHOPPER = { free: 5, pauseMs: 1_000 };
/** One address may try as many for all the guests it says it is. */
const PER_ADDRESS = { free: 100, pauseMs: WINDOW_MS };

/** Who tries a code. */
export interface Asker {
  ownerId: string;
  clientAddress?: string | undefined;
}

interface Limit {
  id: string;
  free: number;
  pauseMs: number;
}

/**
 * Slows down who guesses codes, per shopper and per address. Counted in MongoDB, for all replicas, and before the code is
 * looked up: of a thousand tries at once no more are looked at than of those one after the other.
 */
@Injectable()
export class PromotionGuessStore {
  constructor(
    @InjectModel(PromotionGuessDocument.name) private readonly guesses: Model<PromotionGuessDocument>,
  ) {}

  /** Takes one try. Tells how long to wait, or what to call when the shop knows the code: then it was no guess. */
  async begin(
    code: string,
    { ownerId, clientAddress }: Asker,
    now: Date,
  ): Promise<{ waitS: number } | { known(): Promise<void> }> {
    const digest = digestOf(code);
    const window = Math.floor(now.getTime() / WINDOW_MS);
    const expiresAt = new Date((window + 1) * WINDOW_MS);
    const limits: Limit[] = [{ id: digestOf(`shopper|${ownerId}|${window}`), ...PER_SHOPPER }];
    if (clientAddress !== undefined)
      limits.push({ id: digestOf(`address|${clientAddress}|${window}`), ...PER_ADDRESS });
    const taken: { id: string; until: Date | undefined }[] = [];
    for (const limit of limits) {
      const one = await this.take(limit, digest, expiresAt, now);
      if ('waitS' in one) return one;
      taken.push({ id: limit.id, ...one });
    }
    return {
      known: async () => {
        for (const { id, until } of taken) {
          await this.change({ _id: id }, { $pull: { codes: digest } });
          // Only its own pause: another try may have earned one in the meantime.
          if (until !== undefined) await this.change({ _id: id, until }, { $unset: { until: 1 } });
        }
      },
    };
  }

  /** Adds a code to what was tried, with the pause that comes after it in the same write; or tells how long to wait. */
  private async take(
    { id, free, pauseMs }: Limit,
    digest: string,
    expiresAt: Date,
    now: Date,
  ): Promise<{ until: Date | undefined } | { waitS: number }> {
    for (let round = 0; round < ROUNDS; round++) {
      const found = await this.guesses.findById(id).lean<PromotionGuessDocument>();
      const waitMs = (found?.until?.getTime() ?? 0) - now.getTime();
      if (waitMs > 0) return { waitS: Math.ceil(waitMs / 1_000) };
      const codes = found?.codes ?? [];
      if (codes.includes(digest)) return { until: undefined };
      const over = codes.length + 1 - free;
      const until =
        over < 0 ? undefined : new Date(Math.min(now.getTime() + pauseMs * 2 ** over, expiresAt.getTime()));
      const pause = until === undefined ? {} : { until };
      const written =
        found === null
          ? await this.insert({ _id: id, codes: [digest], expiresAt, ...pause })
          : await this.change(
              { _id: id, codes: { $size: codes.length } },
              { $push: { codes: digest }, ...(until === undefined ? {} : { $set: pause }) },
            );
      if (written) return { until };
    }
    // So many at once are no shopper's.
    return { waitS: 1 };
  }

  private async insert(guess: PromotionGuessDocument): Promise<boolean> {
    try {
      await this.guesses.collection.insertOne(guess as never);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  private async change(which: object, change: object): Promise<boolean> {
    const { matchedCount } = await this.guesses.collection.updateOne(which as never, change as never);
    return matchedCount === 1;
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
