import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Problem, type user } from '@shop/contracts';
import { Model } from 'mongoose';
import { AccountDocument } from '../account/account.schema.ts';
import { macOf } from '../mac.ts';

/** The most products a wishlist holds. */
const MOST = 100;
const hashOf = (key: string): string => createHash('sha256').update(key).digest('base64url');

/** Members' wishlists, within their accounts. Of a link only the hash is kept; the key in it is made anew from the secret. */
@Injectable()
export class WishlistStore {
  constructor(
    @InjectModel(AccountDocument.name) private readonly accounts: Model<AccountDocument>,
    private readonly secret: string,
  ) {}

  async of(id: string): Promise<user.Wishlist> {
    const found = await this.accounts.findOne({ _id: id, email: { $exists: true } }).lean<AccountDocument>();
    if (found === null) throw new Problem('account_not_found');
    const share = found.wishlistShare;
    return {
      items: itemsOf(found),
      shareKey: share?.hash === undefined ? null : this.key(id, share.turn),
    };
  }

  /** What is there already stays where it is. Throws wishlist_full. */
  async add(id: string, sku: string, addedAt: Date): Promise<user.Wishlist> {
    await this.accounts.updateOne(
      {
        _id: id,
        email: { $exists: true },
        'wishlist.sku': { $ne: sku },
        [`wishlist.${MOST - 1}`]: { $exists: false },
      },
      { $push: { wishlist: { $each: [{ sku, addedAt }], $position: 0 } } },
    );
    const wishlist = await this.of(id);
    if (!wishlist.items.some((item) => item.sku === sku)) throw new Problem('wishlist_full');
    return wishlist;
  }

  async remove(id: string, sku: string): Promise<user.Wishlist> {
    await this.accounts.updateOne({ _id: id }, { $pull: { wishlist: { sku } } });
    return this.of(id);
  }

  /** A link that was ended never opens anything again: the next one is another. */
  async share(id: string, shared: boolean): Promise<user.Wishlist> {
    if (!shared) {
      await this.accounts.updateOne({ _id: id }, { $unset: { 'wishlistShare.hash': 1 } });
      return this.of(id);
    }
    const found = await this.accounts.findOne({ _id: id }).lean<AccountDocument>();
    const turn = (found?.wishlistShare?.turn ?? 0) + 1;
    // Of two at once the first one's link counts.
    await this.accounts.updateOne(
      { _id: id, email: { $exists: true }, 'wishlistShare.hash': { $exists: false } },
      { $set: { wishlistShare: { turn, hash: hashOf(this.key(id, turn)) } } },
    );
    return this.of(id);
  }

  async byKey(key: string): Promise<{ owner: string; items: user.Wishlist['items'] }> {
    const found = await this.accounts
      .findOne({ 'wishlistShare.hash': hashOf(key), email: { $exists: true } })
      .lean<AccountDocument>();
    if (found === null) throw new Problem('wishlist_not_found');
    return { owner: found.name ?? '', items: itemsOf(found) };
  }

  private key(id: string, turn: number): string {
    return macOf(this.secret, `wishlist|${id}|${turn}`).subarray(0, 16).toString('base64url');
  }
}

const itemsOf = ({ wishlist = [] }: AccountDocument): user.Wishlist['items'] =>
  wishlist.map(({ sku, addedAt }) => ({ sku, addedAt: addedAt.toISOString() }));
