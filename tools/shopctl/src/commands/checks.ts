import { dispatch } from '@shop/contracts';
import type { Context, Result } from '../context.ts';
import { count, lasting, paint } from '../screen.ts';
import { table } from '../table.ts';

export interface StuckOptions {
  attempts: number;
  overdue: number;
  limit: number;
}

/** Orders that do not get on. */
export async function stuck({ shop }: Context, { attempts, overdue, limit }: StuckOptions): Promise<Result> {
  const query = { attempts, overdueSeconds: overdue, limit };
  const found = await shop.call(dispatch.listStuckOrders, { query });
  const { items, total } = found;
  if (total === 0) return { document: found, text: paint('green', 'No order is stuck.') };
  const rest = items.length < total ? ` The ${items.length} that wait longest are shown (--limit).` : '';
  const head = `${paint('red', count(total, 'order'))} ${total === 1 ? 'does' : 'do'} not get on.${rest}`;
  const rows = table(items, [
    { head: 'order', cell: ({ number }) => number },
    { head: 'id', cell: ({ orderId }) => orderId },
    { head: 'state', cell: ({ state }) => state, style: () => 'yellow' },
    { head: 'for', cell: ({ forSeconds }) => lasting(forSeconds * 1000), right: true },
    { head: 'asked', cell: ({ attempts: times }) => String(times), right: true },
    { head: 'trial', cell: ({ synthetic }) => (synthetic === true ? 'trial' : '') },
    { head: 'waits for', cell: ({ waitsFor }) => waitsFor.join(', ') },
    { head: 'why', cell: ({ why }) => why, least: 24 },
  ]);
  const next = paint('dim', 'See what happened with `shopctl orders timeline ORDER`.');
  return { document: found, text: `${head}\n\n${rows}\n\n${next}`, found: true };
}

/** Whether the stock of every product adds up. */
export async function audit({ shop }: Context): Promise<Result> {
  const found = await shop.call(dispatch.auditStock, {});
  const { products, holds, available, held, sold, stocked, problems } = found;
  const sums = `${count(products, 'product')}, ${count(holds, 'hold')}: ${available} available + ${held} held + ${sold} sold = ${available + held + sold}, stocked ${stocked}.`;
  if (problems.length === 0)
    return { document: found, text: `${paint('green', 'The stock adds up.')}\n${sums}` };
  const rows = table(problems, [
    { head: 'sku', cell: ({ sku }) => sku },
    { head: 'what', cell: ({ what }) => what, style: () => 'yellow' },
    { head: 'order', cell: ({ orderId }) => orderId },
    { head: 'in words', cell: ({ text }) => text, least: 24 },
  ]);
  const head = `${paint('red', count(problems.length, 'thing'))} cannot be right.`;
  return { document: found, text: `${head}\n${sums}\n\n${rows}`, found: true };
}
