import { catalogue, type Money, type Payload, payment, shipping } from '@shop/contracts';
import type { startBroker } from '../../../tests/support/broker.ts';

export const eur = (amount: number) => ({ amount, currency: 'EUR' as const });
export const day = { earliest: '2026-11-24', latest: '2026-11-26' };

export const trackingOf = (orderId: string): string =>
  `SHOP${orderId.replaceAll('-', '').slice(-12).toUpperCase()}`;

type Broker = Awaited<ReturnType<typeof startBroker>>;
type Heard = Broker['heard'][number];

/**
 * The other services, as far as messages go. How they answer an order is in its payment token: `tok_stop_secure`
 * leaves secure-stock unanswered, `tok_declines` declines, and so on; SKUs that start with SOLD or STOP do so for stock.
 */
export class Others {
  private next = 0;
  private readonly tokens = new Map<string, string>();
  private readonly totals = new Map<string, Money>();
  private readonly refunds = new Map<string, Map<string, number>>();
  private readonly timer: NodeJS.Timeout;
  private readonly broker: Broker;

  constructor(broker: Broker) {
    this.broker = broker;
    this.timer = setInterval(() => {
      while (this.next < broker.heard.length)
        this.answer(broker.heard[this.next++] as Heard).catch(() => undefined);
    }, 1);
  }

  stop() {
    clearInterval(this.timer);
  }

  private async answer({ type, payload }: Heard) {
    const { orderId } = payload as { orderId: string };
    const token = this.tokens.get(orderId) ?? '';
    const about = { orderId };
    switch (type) {
      case catalogue.reserveStock.name: {
        const { lines, expiresAt } = payload as Payload<typeof catalogue.reserveStock>;
        if (lines.some(({ sku }) => sku.startsWith('STOP'))) return;
        if (!lines.some(({ sku }) => sku.startsWith('SOLD'))) {
          return this.broker.say(catalogue.stockReserved, { orderId, expiresAt });
        }
        return this.broker.say(catalogue.stockRefused, { orderId, shortages: [] });
      }
      case catalogue.secureStock.name:
        return token.includes('stop_secure') ? undefined : this.broker.say(catalogue.stockSecured, about);
      case catalogue.commitStock.name:
        return this.broker.say(catalogue.stockCommitted, about);
      case catalogue.releaseStock.name:
        return this.broker.say(catalogue.stockReleased, about);
      case catalogue.returnStock.name: {
        const { returnId } = payload as Payload<typeof catalogue.returnStock>;
        return this.broker.say(catalogue.stockReturned, { orderId, returnId });
      }
      case payment.authorisePayment.name:
        return this.authorise(payload as Payload<typeof payment.authorisePayment>);
      case payment.capturePayment.name:
        if (token.includes('stop_capture')) return;
        if (token.includes('capture_fails'))
          return this.broker.say(payment.captureFailed, { orderId, reason: 'no' });
        return this.broker.say(payment.paymentCaptured, { orderId, amount: eur(1) });
      case payment.voidPayment.name:
        return this.broker.say(payment.paymentVoided, about);
      case payment.refundPayment.name: {
        const { refundId, amount: some } = payload as Payload<typeof payment.refundPayment>;
        const amount = some ?? this.totals.get(orderId) ?? eur(1_000_000);
        const paid = this.refunds.get(orderId) ?? new Map<string, number>();
        this.refunds.set(orderId, paid.set(refundId, amount.amount));
        const refundedTotal = eur([...paid.values()].reduce((sum, one) => sum + one, 0));
        return this.broker.say(payment.paymentRefunded, { orderId, refundId, amount, refundedTotal });
      }
      case shipping.bookShipment.name:
        if (token.includes('stop_book')) return;
        if (token.includes('refuse_book'))
          return this.broker.say(shipping.bookingRefused, { orderId, reason: 'no' });
        return this.broker.say(shipping.shipmentBooked, {
          orderId,
          trackingNumber: trackingOf(orderId),
          service: 'standard',
          ...day,
        });
      case shipping.cancelShipment.name:
        return this.broker.say(shipping.shipmentCancelled, about);
      default:
        return;
    }
  }

  private async authorise({ orderId, token, amount, gateway }: Payload<typeof payment.authorisePayment>) {
    this.tokens.set(orderId, token);
    this.totals.set(orderId, amount);
    if (token.includes('stop_authorise')) return;
    if (token.includes('declines'))
      return this.broker.say(payment.paymentDeclined, { orderId, reason: 'no' });
    if (token.includes('challenges')) {
      return this.broker.say(payment.paymentChallenged, { orderId, challengeUrl: 'http://bank.example/ask' });
    }
    const card = { brand: 'visa', last4: '4242' };
    return this.broker.say(payment.paymentAuthorised, { orderId, amount, gateway, card });
  }
}
