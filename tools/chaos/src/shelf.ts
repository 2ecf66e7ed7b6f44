import { catalogue, dispatch, shipping, web } from '@shop/contracts';
import { Trouble } from '../../stack/src/trouble.ts';
import { Client, type Reply } from './client.ts';
import type { Shelf } from './shopper.ts';

const SCARCE = 4;
const PLENTY = 6;
/** Codes that shoppers put in: for too few orders, for one order of a shopper, for everybody. */
const CODES = ['CHAOS-FEW', 'CHAOS-ONCE', 'CHAOS-ALL'] as const;

/** Puts products on sale, by the admin's API: some that run out while `orders` are placed, some that do not; and promotions. */
export async function stockShelf(url: string, orders: number): Promise<Shelf> {
  const client = new Client(url, () => () => undefined, new AbortController().signal);
  try {
    const login = { login: 'admin', password: 'robots-in-charge' };
    got('signing in as admin', await client.until(web.startSession, { body: login }, { op: 'login' }));
    const put = async (sku: string, stock: number): Promise<string> => {
      const product = {
        sku,
        name: `Chaos robot ${sku}`,
        description: 'A robot that is bought while things break.',
        price: { amount: 9_990, currency: 'EUR' as const },
        categories: ['robot'],
        weightGrams: 900,
        stock,
      };
      const reply = await client.once(catalogue.createProduct, { body: product }, { op: 'read' });
      return got(`adding ${sku}`, reply).sku;
    };
    const many = (count: number, name: string, stock: number): Promise<string[]> =>
      Promise.all(Array.from({ length: count }, (_, index) => put(`${name}-${index + 1}`, stock)));
    const scarce = await many(SCARCE, 'CHAOS-SCARCE', Math.max(4, Math.floor(orders / 6)));
    const plenty = await many(PLENTY, 'CHAOS-PLENTY', orders * 6);
    const [few, once, all] = CODES;
    const begin = async (
      terms: Pick<dispatch.PromotionTerms, 'code' | 'benefit'> & Limits,
    ): Promise<void> => {
      const body = { title: `Chaos ${terms.code}`, ...terms };
      got(`beginning ${terms.code}`, await client.once(dispatch.createPromotion, { body }, { op: 'read' }));
    };
    const limit = Math.max(2, Math.floor(orders / 15));
    await begin({ code: few, benefit: { kind: 'percentage', percent: 10 }, limit });
    const amount = { amount: 1_234, currency: 'EUR' as const };
    await begin({ code: once, benefit: { kind: 'amount', amount }, perShopper: 1 });
    await begin({ code: all, benefit: { kind: 'free_shipping' } });
    const cities = await client.until(
      shipping.findCities,
      { params: { country: 'DE' }, query: { q: 'Berlin' } },
      { op: 'read' },
    );
    const [city] = got('looking for Berlin', cities).items;
    if (city === undefined) throw new Trouble('The shop knows no Berlin.', 'Look into its log: shipping.');
    return { scarce, plenty, codes: CODES, city };
  } finally {
    await client.close();
  }
}

interface Limits {
  readonly limit?: number;
  readonly perShopper?: number;
}

function got<T>(what: string, reply: Reply<T>): T {
  if (reply.body !== undefined) return reply.body;
  throw new Trouble(
    `The shop could not be made ready: ${what} was answered with ${reply.code ?? reply.answer}.`,
    'Nothing had been broken yet: see the log of the processes.',
  );
}
