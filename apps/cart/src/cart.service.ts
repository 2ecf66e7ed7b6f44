import { Injectable } from '@nestjs/common';
import { type cart, catalogue, type dispatch, done, type Payload, Problem, type user } from '@shop/contracts';
import { CallError, failpoint, Peers } from '@shop/service';
import { CartStore } from './cart.store.ts';
import {
  add,
  afterOrder,
  dropSaved,
  mergeCarts,
  priced,
  type StoredCart,
  saveForLater,
  set,
  skusOf,
  takeUp,
} from './cart.ts';

/** Half of what callers wait for a cart: without prices it is still a cart, too late it is none. In milliseconds. */
const PRICES_LIMIT_MS = 1_500;

@Injectable()
export class CartService {
  constructor(
    private readonly carts: CartStore,
    private readonly peers: Peers,
  ) {}

  count() {
    return this.carts.count();
  }

  async show(shopper: user.Shopper): Promise<cart.Cart> {
    return this.joined(await this.carts.read(shopper.id));
  }

  /** Asks the catalogue once: for the product that is added and for those the answer shows beside it. */
  async add(shopper: user.Shopper, line: cart.CartLine): Promise<cart.Cart> {
    const before = await this.carts.read(shopper.id);
    // A full cart is full whatever the catalogue says, which is asked for a hundred products at the most.
    add(before.lines, line);
    const skus = new Set([...skusOf(before), line.sku]);
    const { items } = await this.peers.call(catalogue.findProducts, { query: { sku: [...skus] } });
    const product = items.find(({ sku }) => sku === line.sku);
    if (product === undefined) throw new Problem('product_not_found');
    const had = before.lines.find(({ sku }) => sku === line.sku)?.quantity ?? 0;
    enough(product, had + line.quantity);
    const stored = await this.carts.change(shopper.id, shopper.kind, addTo(line), before);
    const others = skusOf(stored).some((sku) => !skus.has(sku));
    return others ? this.joined(stored) : priced(stored, items);
  }

  async set(shopper: user.Shopper, line: cart.CartLine): Promise<cart.Cart> {
    if (line.quantity > 0) enough(await this.product(line.sku), line.quantity);
    return this.change(shopper, (lines) => {
      if (!lines.some(({ sku }) => sku === line.sku)) throw new Problem('line_not_found');
      return set(lines, line);
    });
  }

  async remove(shopper: user.Shopper, sku: string): Promise<cart.Cart> {
    return this.change(shopper, (lines) => {
      if (!lines.some((line) => line.sku === sku)) throw new Problem('line_not_found');
      return set(lines, { sku, quantity: 0 });
    });
  }

  async clear(shopper: user.Shopper): Promise<cart.Cart> {
    return this.change(shopper, () => []);
  }

  save(shopper: user.Shopper, sku: string): Promise<cart.Cart> {
    return this.changeAll(shopper, (before) => saveForLater(before, sku));
  }

  takeUp(shopper: user.Shopper, sku: string): Promise<cart.Cart> {
    return this.changeAll(shopper, (before) => takeUp(before, sku));
  }

  dropSaved(shopper: user.Shopper, sku: string): Promise<cart.Cart> {
    return this.changeAll(shopper, (before) => dropSaved(before, sku));
  }

  /** Puts a code in, or takes it out. It is not asked here whether it counts: that may change before the order does. */
  promote(shopper: user.Shopper, promotion: string | undefined): Promise<cart.Cart> {
    return this.changeAll(shopper, (before) =>
      before.promotion === promotion ? before : { ...before, promotion },
    );
  }

  async stored(ownerId: string): Promise<cart.StoredCart> {
    const { version, lines, promotion } = await this.carts.read(ownerId);
    return { version, lines, ...(promotion === undefined ? {} : { promotion }) };
  }

  /** The guest's cart goes only after the member's has it: a crash between the two merges again, to the same end. */
  async merge(memberId: string, guestId: string): Promise<typeof done & { added: number }> {
    const guest = await this.carts.read(guestId);
    if (guest.version === 0 || guestId === memberId) return { ...done, added: 0 };
    let added = 0;
    await this.carts.change(memberId, 'member', (before) => {
      const merged = mergeCarts(before, guest);
      added = merged.lines.length - before.lines.length;
      return merged;
    });
    await failpoint('cart.between-merge');
    await this.carts.delete(guestId);
    return { ...done, added };
  }

  async emptyAfter(order: Payload<typeof dispatch.orderConfirmed>): Promise<void> {
    // Whose cart it was is not known any more, guest or member: the longer life does no harm to an emptied cart.
    await failpoint('cart.before-empty');
    await this.carts.change(order.ownerId, 'member', (before) => afterOrder(before, order));
    await failpoint('cart.after-empty');
  }

  async forget(ownerId: string): Promise<void> {
    await this.carts.delete(ownerId);
  }

  private change(
    shopper: user.Shopper,
    change: (lines: cart.CartLine[]) => cart.CartLine[],
  ): Promise<cart.Cart> {
    return this.changeAll(shopper, (before) => ({ ...before, lines: change(before.lines) }));
  }

  private async changeAll(
    shopper: user.Shopper,
    change: (before: StoredCart) => StoredCart,
  ): Promise<cart.Cart> {
    return this.joined(await this.carts.change(shopper.id, shopper.kind, change));
  }

  private async product(sku: string): Promise<catalogue.Product> {
    const { items } = await this.peers.call(catalogue.findProducts, { query: { sku: [sku] } });
    const [product] = items;
    if (product === undefined) throw new Problem('product_not_found');
    return product;
  }

  private async joined(stored: StoredCart): Promise<cart.Cart> {
    const sku = skusOf(stored);
    if (sku.length === 0) return priced(stored, []);
    try {
      const { items } = await this.peers.call(
        catalogue.findProducts,
        { query: { sku } },
        { timeoutMs: PRICES_LIMIT_MS },
      );
      return priced(stored, items);
    } catch (error) {
      if (error instanceof CallError && error.status === 503) return priced(stored, undefined);
      throw error;
    }
  }
}

const addTo = (line: cart.CartLine) => (before: StoredCart) => ({
  ...before,
  lines: add(before.lines, line),
});

function enough(product: catalogue.Product, wanted: number): void {
  if (product.available === 0) throw new Problem('out_of_stock', { facts: { available: 0 } });
  if (product.available < wanted) {
    throw new Problem('not_enough_stock', { facts: { available: product.available } });
  }
}
