import { type AnyMessage, type Command, catalogue, type Payload, payment, shipping } from '@shop/contracts';
import type { OrderRecord } from './order.ts';
import { refundsToSend } from './refunds.ts';
import { returnsToShelve } from './returns.ts';

/** A message to be sent, before it gets its envelope. */
export interface Outgoing {
  message: AnyMessage;
  payload: unknown;
}

const marked = ({ message, payload }: Outgoing): Outgoing => ({
  message,
  payload: { ...(payload as object), synthetic: true },
});

const command = <C extends Command>(message: C, payload: Payload<C>): Outgoing => ({ message, payload });

/**
 * The commands whose answers an order is waiting for. They follow from its standings alone, and every one may be sent
 * again: that is how an order that got stuck is set going.
 */
export function commandsDue(order: OrderRecord): Outgoing[] {
  const due = [
    ...stockCommands(order),
    ...paymentCommands(order),
    ...parcelCommands(order),
    ...afterSaleCommands(order),
  ];
  return order.synthetic === true ? due.map(marked) : due;
}

/** What makes two commands of an order the same one. */
export function commandKey({ message, payload }: Outgoing): string {
  const { refundId = '', returnId = '' } = payload as { refundId?: string; returnId?: string };
  return `${message.name} ${refundId}${returnId}`;
}

function afterSaleCommands(order: OrderRecord): Outgoing[] {
  const { id: orderId, totals } = order;
  const { currency } = totals.total;
  return [
    ...refundsToSend(order).map(({ tryId: refundId, amount, reason }) =>
      command(payment.refundPayment, { orderId, refundId, amount: { amount, currency }, reason }),
    ),
    ...returnsToShelve(order).map(({ id: returnId, restock: lines }) =>
      command(catalogue.returnStock, { orderId, returnId, lines }),
    ),
  ];
}

function stockCommands({ id: orderId, stock, lines }: OrderRecord): Outgoing[] {
  switch (stock.is) {
    case 'asked':
      return [
        command(catalogue.reserveStock, {
          orderId,
          lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
          expiresAt: stock.expiresAt.toISOString(),
        }),
      ];
    case 'securing':
      return [command(catalogue.secureStock, { orderId })];
    case 'committing':
      return [command(catalogue.commitStock, { orderId })];
    case 'releasing':
      return [command(catalogue.releaseStock, { orderId })];
    default:
      return [];
  }
}

function paymentCommands(order: OrderRecord): Outgoing[] {
  const { id: orderId, ownerId, payment: paid, returnUrl } = order;
  switch (paid.is) {
    case 'asked':
      // While the outcome is uncertain the payment service asks the provider; asking again would tell us nothing.
      if (paid.uncertain || paid.token === undefined) return [];
      return [
        command(payment.authorisePayment, {
          orderId,
          ownerId,
          amount: order.totals.total,
          gateway: paid.gateway,
          token: paid.token,
          returnUrl,
        }),
      ];
    case 'capturing':
      return [command(payment.capturePayment, { orderId })];
    case 'voiding':
      return [command(payment.voidPayment, { orderId })];
    case 'refunding':
      if (paid.refundFailed === true || paid.refundId === undefined) return [];
      return [
        command(payment.refundPayment, { orderId, refundId: paid.refundId, reason: order.reason ?? 'shop' }),
      ];
    default:
      return [];
  }
}

function parcelCommands({
  id: orderId,
  ownerId,
  parcel,
  delivery,
  address,
  weightGrams,
}: OrderRecord): Outgoing[] {
  switch (parcel.is) {
    case 'asked':
      return [
        command(shipping.bookShipment, { orderId, ownerId, service: delivery.service, address, weightGrams }),
      ];
    case 'handed':
      return [command(shipping.handOver, { orderId })];
    case 'cancelling':
    case 'recalling':
      return [command(shipping.cancelShipment, { orderId })];
    default:
      return [];
  }
}
