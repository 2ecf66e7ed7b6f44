import type { Portion, StockStore, StockTaker, Taken } from './stock.store.ts';

/** The stock as a synthetic order meets it: looked at, and left as it is. */
export class SyntheticStock implements StockTaker {
  private readonly stock: Pick<StockStore, 'availability'>;

  constructor(stock: Pick<StockStore, 'availability'>) {
    this.stock = stock;
  }

  /** What there is not enough of, or not at all, is short for a trial too. */
  async take({ sku, quantity }: Portion): Promise<Taken> {
    const available = await this.stock.availability([sku]);
    return (available.get(sku) ?? 0) >= quantity ? 'held' : 'short';
  }

  /** Nothing was kept aside, so others may have bought it since; a real hold would have lasted. */
  async keep(): Promise<Taken> {
    return 'held';
  }

  async sell(): Promise<void> {}

  async giveBack(): Promise<void> {}
}
