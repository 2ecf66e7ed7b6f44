import { Injectable } from '@nestjs/common';
import { catalogue, Problem } from '@shop/contracts';
import { OutboxRelay } from '@shop/messaging';
import { failpoint } from '@shop/service';
import type { StoredPicture, StoredProduct } from '../product.entity.ts';
import { ProductStore } from '../product.store.ts';
import { Freshness } from '../search/freshness.service.ts';
import { encode } from './encode.ts';
import { PictureFiles } from './picture-files.ts';
import { picturesOf } from './pictures.ts';

/** Drawing anew takes a processor for seconds: one at a time, and few in the queue. */
const MOST_WAITING = 4;

/** The pictures merchants upload. Files first, then the product that names them: no page asks for one that is not there. */
@Injectable()
export class PictureService {
  private turn: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(
    private readonly products: ProductStore,
    private readonly files: PictureFiles,
    private readonly freshness: Freshness,
    private readonly relay: OutboxRelay,
  ) {}

  /** Throws product_not_found, too_many_pictures, picture_unreadable, picture_too_large, pictures_not_kept. */
  async add(sku: string, { picture, alt }: { picture: Uint8Array; alt: string }) {
    const { pictures = [] } = await this.product(sku);
    assertRoom(pictures);
    const { files, ...kept } = await this.inTurn(() => encode(picture));
    await failpoint('picture.before-files');
    for (const { name, bytes } of files) {
      await this.files.put(name, bytes);
      await failpoint('picture.after-file');
    }
    return this.change(sku, (now) => {
      const others = now.filter(({ id }) => id !== kept.id);
      assertRoom(others);
      return [...others, { ...kept, alt }];
    });
  }

  /** Throws picture_not_found for one that the product has not. */
  arrange(sku: string, items: { id: string; alt: string }[]) {
    return this.change(sku, (now) =>
      items.map(({ id, alt }) => {
        const picture = now.find((one) => one.id === id);
        if (picture === undefined) throw new Problem('picture_not_found', { facts: { id } });
        return { ...picture, alt };
      }),
    );
  }

  async file(name: string): Promise<Uint8Array> {
    const bytes = await this.files.get(name);
    if (bytes === undefined) throw new Problem('picture_not_found', { facts: { file: name } });
    return bytes;
  }

  private async product(sku: string): Promise<Pick<StoredProduct, 'pictures'>> {
    const product = await this.products.find(sku);
    if (product === null) throw new Problem('product_not_found', { facts: { sku } });
    return product;
  }

  private async change(sku: string, change: (now: StoredPicture[]) => StoredPicture[]) {
    await failpoint('picture.before-change');
    const product = await this.products.changePictures(sku, change);
    await failpoint('picture.after-change');
    this.relay.wake();
    await this.freshness.refresh(sku);
    return { items: picturesOf(product) };
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.waiting >= MOST_WAITING) throw new Problem('too_many_requests', { facts: { retryAfterS: 5 } });
    this.waiting++;
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      this.waiting--;
    }
  }
}

function assertRoom(pictures: StoredPicture[]): void {
  if (pictures.length >= catalogue.MAX_PICTURES) throw new Problem('too_many_pictures');
}
