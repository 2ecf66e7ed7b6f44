import { randomUUID } from 'node:crypto';
import { cart, catalogue, dispatch, payment, shipping } from '@shop/contracts';
import { z } from 'zod';
import { Failure, sentenceOf } from './failure.ts';
import { Guest } from './guest.ts';
import { type Limits, pause } from './http.ts';
import { markOf } from './mark.ts';

const LOOK_EVERY_MS = 300;
const EMAIL = 'synthetic-shopper@shopstack.invalid';

const named = <T extends z.ZodRawShape>(shape: T) => z.object(shape);
const { id, state, final, reason } = dispatch.Order.shape;
const Seen = named({ id, state, final, reason, synthetic: z.boolean().optional() });
type Seen = z.output<typeof Seen>;

export interface Buyer {
  shopUrl: string;
  /** SERVICE_SECRET: signs the mark. */
  secret: string;
  limits: Limits;
  /** Told as soon as there is an order, so that a verdict names it whatever comes after. */
  ordered?: (orderId: string) => void;
}

/** Buys one robot as a guest would, marked as synthetic, and sees it delivered. Returns the order's id. Throws Failure. */
export async function buy({ shopUrl, secret, limits, ordered }: Buyer): Promise<string> {
  const guest = new Guest(shopUrl, limits);
  const marked = () => ({ [dispatch.SYNTHETIC_HEADER]: markOf(secret) });
  await guest.look('/');
  const robot = await somethingToBuy(guest);
  await guest.do(cart.addLine, named({}), { body: { sku: robot.sku, quantity: 1 } });
  const city = await berlin(guest);
  const quote = await guest.do(
    dispatch.createQuote,
    named({ token: z.string(), synthetic: z.boolean().optional() }),
    { body: { cityId: city.id, service: 'standard' } },
    marked(),
  );
  refuseUnmarked('quote', quote);
  const order = await guest.do(
    dispatch.placeOrder,
    Seen,
    {
      body: {
        quote: quote.token,
        email: EMAIL,
        address: { ...addressIn(city), name: 'Synthetic Shopper' },
        payment: { gateway: await gatewayOf(guest), token: `synthetic_${letters(randomUUID())}` },
      },
    },
    { ...marked(), 'idempotency-key': randomUUID() },
  );
  refuseUnmarked('order', order);
  ordered?.(order.id);
  await delivered(guest, order, limits);
  await emptied(guest, limits);
  return order.id;
}

/** The product with the most in stock: the least likely to be sold out before the order is placed. */
async function somethingToBuy(guest: Guest) {
  const { sku, available } = catalogue.Product.shape;
  const { items } = await guest.do(
    catalogue.listProducts,
    named({ items: z.array(named({ sku, available })) }),
    {},
  );
  const [most] = items.toSorted((a, b) => b.available - a.available);
  if (most === undefined) throw new Failure('the catalogue shows no product');
  if (most.available === 0) throw new Failure('every product on the first page of the catalogue is sold out');
  return most;
}

const City = named({ id: z.int(), country: z.string(), name: z.string() });

async function berlin(guest: Guest): Promise<z.output<typeof City>> {
  const { items } = await guest.do(shipping.findCities, named({ items: z.array(City) }), {
    params: { country: 'DE' },
    query: { q: 'Berlin' },
  });
  const [city] = items;
  if (city === undefined)
    throw new Failure('shipping does not know Berlin; was its list of cities imported?');
  return city;
}

const addressIn = ({ id: cityId, name: city, country }: z.output<typeof City>) => ({
  street: 'Unter den Linden 1',
  postcode: '10117',
  cityId,
  city,
  country,
});

async function gatewayOf(guest: Guest): Promise<string> {
  const { items } = await guest.do(
    payment.listGateways,
    named({ items: z.array(named({ id: z.string() })) }),
    {},
  );
  const [gateway] = items;
  if (gateway === undefined) throw new Failure('payment offers no way to pay');
  return gateway.id;
}

/** An id of letters alone: what could be a card number is refused as a token, and some ids could. */
const letters = (id: string): string => id.replace(/\d/g, (digit) => 'ghijklmnop'.charAt(Number(digit)));

/** A shop that does not know the mark would sell for real: nothing is ordered of a quote without it. */
function refuseUnmarked(what: string, { synthetic }: { synthetic?: boolean | undefined }): void {
  if (synthetic === true) return;
  throw new Failure(
    `the ${what} came back without the mark: web or dispatch are older than the synthetic shopper, or something ` +
      `between takes the header ${dispatch.SYNTHETIC_HEADER} away`,
  );
}

async function delivered(guest: Guest, placed: Seen, limits: Limits): Promise<void> {
  let order = placed;
  try {
    while (!order.final) {
      await pause(LOOK_EVERY_MS, limits);
      order = await again(() => guest.do(dispatch.getOrder, Seen, { params: { orderId: placed.id } }), order);
    }
  } catch (error) {
    // Where it stayed says which service to look at.
    if (limits.signal.aborted)
      throw new Failure(`order ${placed.id} stayed ${order.state}: ${sentenceOf(limits.signal.reason)}`, {
        cause: error,
      });
    throw error;
  }
  if (order.state === 'delivered') return;
  throw new Failure(
    `order ${placed.id} ended as ${order.state}${order.reason === undefined ? '' : `: ${order.reason}`}`,
  );
}

/** A look that nobody answered is no verdict on the order: there is a next one. */
async function again<T>(look: () => Promise<T>, last: T): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Failure && error.passing) return last;
    throw error;
  }
}

/** The order's confirmation empties the cart, by way of the broker. */
async function emptied(guest: Guest, limits: Limits): Promise<void> {
  const Lines = named({ lines: z.array(z.unknown()) });
  let left = 1;
  try {
    while (left > 0) {
      left = (await again(() => guest.do(cart.getCart, Lines, {}), { lines: [0] })).lines.length;
      if (left > 0) await pause(LOOK_EVERY_MS, limits);
    }
  } catch (error) {
    if (limits.signal.aborted)
      throw new Failure('the cart was not emptied after the order', { cause: error });
    throw error;
  }
}
