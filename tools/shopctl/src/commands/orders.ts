import { dispatch, type Id } from '@shop/contracts';
import type { Context, Result } from '../context.ts';
import { orderText } from '../order.ts';
import type { Shop } from '../shop.ts';
import { storyText } from '../story.ts';
import { Trouble } from '../trouble.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The id of the order that an operator names, by its id or its number. */
async function idOf(shop: Shop, named: string): Promise<Id> {
  const typed = named.trim();
  if (UUID.test(typed.toLowerCase())) return typed.toLowerCase();
  const { items } = await shop.call(dispatch.listAllOrders, { query: { q: typed } });
  const bare = (text: string): string => text.toUpperCase().replace(/[\s-]/g, '');
  const [only, ...more] = items.filter(
    (order) => items.length === 1 || bare(order.number) === bare(typed) || order.email === typed,
  );
  if (only !== undefined && more.length === 0) return only.id;
  if (only === undefined)
    throw new Trouble(
      'refused',
      `There is no order "${named}".`,
      'Give its number, as in RX7K-2M4P-C, or its id; orders of the verifier have to be named by their id.',
    );
  throw new Trouble(
    'refused',
    `"${named}" names ${more.length + 1} orders.`,
    `Give the number of one: ${[only, ...more]
      .map(({ number }) => number)
      .slice(0, 10)
      .join(', ')}.`,
  );
}

export async function show({ shop }: Context, _options: object, [named = '']: string[]): Promise<Result> {
  const order = await shop.call(dispatch.getAnyOrder, { params: { orderId: await idOf(shop, named) } });
  return { document: order, text: orderText(order) };
}

export async function timeline({ shop }: Context, _options: object, [named = '']: string[]): Promise<Result> {
  const story = await shop.call(dispatch.getStory, { params: { orderId: await idOf(shop, named) } });
  return { document: story, text: storyText(story) };
}
