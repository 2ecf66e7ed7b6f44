import type { dispatch } from '@shop/contracts';
import { count, money, paint, since } from './screen.ts';
import { facts, table } from './table.ts';

/** An order, for people. */
export function orderText(order: dispatch.AdminOrder): string {
  const { totals, payment, shipment, address, reason } = order;
  const card = payment.card === undefined ? '' : `, ${payment.card.brand} …${payment.card.last4}`;
  const refunded = payment.refunded === undefined ? '' : `, ${money(payment.refunded)} given back`;
  const about = facts([
    ['order', order.number],
    ['id', order.id],
    ['state', `${stateOf(order)}${reason === undefined ? '' : ` (${reason})`}`],
    [
      'trial',
      order.synthetic === true ? 'an order of the verifier: moves no stock, money or parcel' : undefined,
    ],
    ['placed', `${order.placedAt} (${since(order.placedAt)})`],
    ['changed', `${order.updatedAt} (${since(order.updatedAt)})`],
    ['shopper', order.email],
    ['to', `${address.city}, ${address.country}, by ${order.delivery.name}`],
    ['total', `${money(totals.total)}, of which shipping ${money(totals.shipping)}`],
    [
      'discount',
      totals.discount === undefined ? undefined : `${money(totals.discount)} by ${order.promotion?.code}`,
    ],
    ['payment', `${payment.gateway}${card}${refunded}${payment.uncertain ? ', not known yet' : ''}`],
    ['parcel', shipment === undefined ? undefined : `${shipment.trackingNumber}, ${shipment.status}`],
  ]);
  const lines = table(order.lines, [
    { head: 'sku', cell: ({ sku }) => sku },
    { head: 'product', cell: ({ name }) => name, least: 12 },
    { head: 'quantity', cell: ({ quantity }) => String(quantity), right: true },
    { head: 'price', cell: ({ unitPrice }) => money(unitPrice), right: true },
    { head: 'sum', cell: ({ lineTotal }) => money(lineTotal), right: true },
  ]);
  const more = `${count(order.history.length, 'step')} so far: \`shopctl orders timeline ${order.number}\`.`;
  return [about, '', lines, '', paint('dim', more)].join('\n');
}

const stateOf = ({ state, final }: dispatch.AdminOrder): string => (final ? `${state}, for good` : state);
