import { catalogue, type Output, payment, shipping } from '@shop/contracts';
import { fake } from '../../../tests/support/fake-service.ts';

/** What the other services tell operators, by order and by product. */
export class Parts {
  readonly reservations = new Map<string, Output<typeof catalogue.reservationOfOrder>>();
  readonly payments = new Map<string, Output<typeof payment.paymentOfOrder>>();
  readonly shipments = new Map<string, Output<typeof shipping.shipmentOfOrder>>();
  readonly ledger = new Map<string, catalogue.LedgerLine>();
  /** Called when the ledger is read: a world that moves on. */
  onLedger: (wanted: string[]) => void = () => undefined;
}

export const operatorsView = (parts: Parts, unlessAway: (name: string) => void) => [
  fake(catalogue.reservationOfOrder, ({ params }) => {
    unlessAway('catalogue');
    return parts.reservations.get(params.orderId) ?? { reservation: null, waiting: [] };
  }),
  fake(payment.paymentOfOrder, ({ params }) => {
    unlessAway('payment');
    return parts.payments.get(params.orderId) ?? { payment: null, waiting: [] };
  }),
  fake(shipping.shipmentOfOrder, ({ params }) => {
    unlessAway('shipping');
    return parts.shipments.get(params.orderId) ?? { shipment: null, waiting: [] };
  }),
  fake(catalogue.stockLedger, ({ query: { after = '', sku, limit } }) => {
    unlessAway('catalogue');
    parts.onLedger(sku);
    const lines = [...parts.ledger.values()]
      .filter((line) => line.sku > after && (sku.length === 0 || sku.includes(line.sku)))
      .sort((a, b) => (a.sku < b.sku ? -1 : 1));
    return { items: lines.slice(0, limit) };
  }),
];
