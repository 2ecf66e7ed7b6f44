import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Problem } from '@shop/contracts';
import { isDuplicate } from '@shop/service';
import { Model } from 'mongoose';
import { PromotionUseDocument } from './promotion.schema.ts';
import { freePlace } from './rules/places.ts';

const TRIES = 50;
/** How long an order may take from its use to its being stored, with much to spare: no answer of the store is waited for beyond 5 s. */
const GRACE_MS = 60_000;

/** Whose use of which promotion. */
export interface Wish {
  /** The id of the quote. */
  useId: string;
  promotionId: string;
  limit?: number | undefined;
  perShopper?: number | undefined;
  ownerId: string;
  /** Digest of the e-mail address. */
  email: string;
}

/** The uses of promotions in MongoDB. Taking one is one insert, giving it back one removal. */
@Injectable()
export class PromotionUseStore {
  constructor(@InjectModel(PromotionUseDocument.name) private readonly uses: Model<PromotionUseDocument>) {}

  /**
   * Takes a use, or finds that this quote has it already; tells why there is none to be had. Two shoppers who want the last
   * one at once want the same place, and the unique index gives it to one.
   */
  async take(wish: Wish, now: Date): Promise<'promotion_used_up' | 'promotion_used_by_you' | undefined> {
    const { useId, promotionId, ownerId, email } = wish;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const turn = await this.turn(wish);
      const place = await this.place(wish);
      if ((turn === undefined || place === undefined) && (await this.has(useId))) return undefined;
      if (turn === undefined) return 'promotion_used_by_you';
      if (place === undefined) return 'promotion_used_up';
      const dueAt = new Date(now.getTime() + GRACE_MS);
      const use = { _id: useId, promotionId, ownerId, email, place, turn, at: now, dueAt };
      try {
        await this.uses.collection.insertOne(use as never);
        return undefined;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        if (await this.has(useId)) return undefined;
      }
    }
    throw new Problem('service_unavailable', { detail: 'Too many shoppers want this promotion at once.' });
  }

  /** Gives a use back; again is nothing. */
  async giveBack(useId: string): Promise<void> {
    await this.uses.collection.deleteOne({ _id: useId } as never);
  }

  /** How many orders use a promotion: all of them, or one shopper's; one use may be left out. */
  count(promotionId: string, who: { ownerId?: string; except?: string | undefined } = {}): Promise<number> {
    const { except, ...whose } = who;
    const others = except === undefined ? {} : { _id: { $ne: except } };
    return this.uses.collection.countDocuments({ promotionId, ...whose, ...others } as never);
  }

  /** Ids of uses whose orders should have come by now. */
  async due(now: Date, limit: number): Promise<string[]> {
    const found = await this.uses
      .find({ dueAt: { $lte: now } }, { _id: 1 })
      .sort({ dueAt: 1 })
      .limit(limit)
      .lean<{ _id: string }[]>();
    return found.map(({ _id }) => _id);
  }

  /** Its order came: it lasts. */
  async keep(useId: string): Promise<void> {
    await this.uses.collection.updateOne({ _id: useId } as never, { $unset: { dueAt: 1 } } as never);
  }

  /** Forgets who an account was: its uses count on, under a name that nobody has. */
  async forget(ownerId: string): Promise<void> {
    const found = await this.uses.find({ ownerId }, { _id: 1 }).lean<{ _id: string }[]>();
    for (const { _id } of found) {
      await this.uses.collection.updateOne(
        { _id } as never,
        { $set: { email: `forgotten ${_id}` } } as never,
      );
    }
  }

  private async has(useId: string): Promise<boolean> {
    return (await this.uses.exists({ _id: useId })) !== null;
  }

  private async turn({
    useId,
    promotionId,
    perShopper,
    ownerId,
    email,
  }: Wish): Promise<number | string | undefined> {
    if (perShopper === undefined) return useId;
    const mine = await this.uses
      .find({ promotionId, $or: [{ ownerId }, { email }] }, { turn: 1 })
      .lean<{ turn: number | string }[]>();
    return freePlace(
      perShopper,
      numbered(
        mine.map(({ turn }) => turn),
        perShopper,
      ),
      0,
    );
  }

  private async place({ useId, promotionId, limit }: Wish): Promise<number | string | undefined> {
    if (limit === undefined) return useId;
    const all = await this.uses
      .find({ promotionId }, { _id: 0, place: 1 })
      .lean<{ place: number | string }[]>();
    return freePlace(
      limit,
      numbered(
        all.map(({ place }) => place),
        limit,
      ),
      Math.random(),
    );
  }
}

/** Uses from a time without a limit have no number; they count like those beyond it. */
const numbered = (places: (number | string)[], limit: number): number[] =>
  places.map((place, index) => (typeof place === 'number' ? place : limit + 1 + index));
