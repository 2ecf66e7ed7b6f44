import { setTimeout as wait } from 'node:timers/promises';
import { cart, catalogue, dispatch } from '@shop/contracts';
import { v7 as uuid } from 'uuid';
import { Shopper } from '../../support/shopper.ts';
import { atCheckout } from './buyer.ts';

const MOST_IN_CART = 12;
const ASK_AGAIN_MS = 10_000;
const LEAST_SHARE = 0.1;

export interface LoadOptions {
  /** Requests a second, of all shoppers together. */
  readonly perSecond: number;
  /** How long the rate grows until it is that, from a tenth of it: processes that have just started are slow. In ms. */
  readonly growsMs: number;
  readonly shoppers: number;
  /** A shopper orders at every so many-th turn of looking around and filling a cart. */
  readonly ordersEvery: number;
  /** SKUs that are read, put into carts and ordered. */
  readonly skus: readonly string[];
  /** Where the next request goes; undefined when nobody takes it. */
  readonly door: () => string | undefined;
}

/** What came of a load. */
export interface Load {
  requests: number;
  /** Every request that did not go well, with its time and what came instead. */
  readonly failures: string[];
  /** Orders that were answered with 201. */
  readonly ordered: string[];
  cartWrites: number;
  /** Longest time a request took, in ms. */
  slowest: number;
}

/** Shops at an even rate until it is told to stop: pages and searches, carts, orders. */
export function shopEvenly(options: LoadOptions): { load: Load; stop(): Promise<Load> } {
  const load: Load = { requests: 0, failures: [], ordered: [], cartWrites: 0, slowest: 0 };
  const begun = Date.now();
  const gap = (): number => {
    const grown = options.growsMs === 0 ? 1 : (Date.now() - begun) / options.growsMs;
    return 1_000 / (options.perSecond * Math.min(1, Math.max(LEAST_SHARE, grown)));
  };
  let running = true;
  let due = begun;

  /** A shopper whose every request waits for its turn, and is judged. */
  class Steady extends Shopper {
    protected override door(): string {
      const door = options.door();
      if (door === undefined) throw new Error('no replica of web is ready');
      return door;
    }
    override async ask(...call: Parameters<Shopper['ask']>): Promise<never> {
      const [route] = call;
      return this.measured(`${route.method} ${route.path}`, async () => {
        const reply = await super.ask(...call);
        const good = reply.status === route.status;
        return { reply, problem: good ? undefined : `${reply.status} ${reply.text.slice(0, 300)}` };
      }) as Promise<never>;
    }
    page(path: string): Promise<unknown> {
      return this.measured(`GET ${path}`, async () => {
        const answer = await fetch(this.door() + path, { signal: AbortSignal.timeout(ASK_AGAIN_MS) });
        const text = await answer.text();
        return { reply: text, problem: answer.status === 200 ? undefined : String(answer.status) };
      });
    }
    /** Rejects where the answer is not the one that is promised. */
    private async measured<T>(
      what: string,
      send: () => Promise<{ reply: T; problem: string | undefined }>,
    ): Promise<T> {
      due = Math.max(due + gap(), Date.now() - 1_000);
      await wait(Math.max(0, due - Date.now()));
      const start = Date.now();
      load.requests += 1;
      try {
        const { reply, problem } = await send();
        if (problem !== undefined) throw new Error(problem);
        return reply;
      } catch (error) {
        load.failures.push(
          `${new Date(start).toISOString()} ${what} after ${Date.now() - start} ms: ${describe(error)}`,
        );
        throw error;
      } finally {
        load.slowest = Math.max(load.slowest, Date.now() - start);
      }
    }
  }

  const one = async (index: number): Promise<void> => {
    const sku = (turn: number): string => options.skus[(index + turn) % options.skus.length] ?? '';
    const visitor = new Steady();
    let inCart = 0;
    for (let turn = 0; running; turn += 1) {
      const product = sku(turn);
      try {
        await visitor.page(turn % 2 === 0 ? `/product/${product}` : '/search?q=robot');
        await visitor.ask(catalogue.getProduct, { params: { sku: product } });
        await visitor.ask(catalogue.searchProducts, { query: { q: 'robot' } });
        const { body } = (await visitor.ask(cart.addLine, { body: { sku: sku(0), quantity: 1 } })) as {
          body: cart.Cart;
        };
        load.cartWrites += 1;
        inCart += 1;
        if (body.quantity !== inCart)
          load.failures.push(`a cart with ${body.quantity} after ${inCart} times one was added`);
        if (inCart >= MOST_IN_CART) {
          await visitor.ask(cart.clearCart);
          inCart = 0;
        }
        if (turn % options.ordersEvery === 0) load.ordered.push(await order(new Steady(), product));
      } catch {
        // It was noted where it happened.
        inCart = (await cartOf(visitor)) ?? inCart;
      }
    }
  };
  const done = Promise.all(Array.from({ length: options.shoppers }, (_, index) => one(index)));
  return {
    load,
    async stop() {
      running = false;
      await done;
      return load;
    },
  };
}

async function order(shopper: Shopper, sku: string): Promise<string> {
  const { body } = await atCheckout({ sku, shopper });
  const reply = await shopper.ask(dispatch.placeOrder, { body }, { 'idempotency-key': uuid() });
  if (reply.status !== 201) throw new Error('not ordered');
  return reply.body.id;
}

async function cartOf(shopper: Shopper): Promise<number | undefined> {
  try {
    return (await shopper.do(cart.getCart)).quantity;
  } catch {
    return undefined;
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : ` (${describe(error.cause)})`;
  return `${error.name}: ${error.message}${cause}`;
}
