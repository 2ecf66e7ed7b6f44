import { Controller } from '@nestjs/common';
import { catalogue, dispatch, type Payload, user } from '@shop/contracts';
import { HandleEvent } from '@shop/messaging';
import type { AfterSaleLetter, OrderLetter } from './letters.ts';
import { MailWorker } from './mail.worker.ts';

/** What is worth an e-mail. Ids say what a mail is about, so that an event that comes twice makes one mail. */
@Controller()
export class MailMessages {
  constructor(private readonly worker: MailWorker) {}

  @HandleEvent(dispatch.orderConfirmed)
  confirmed({ orderId, synthetic }: Payload<typeof dispatch.orderConfirmed>) {
    // Nobody bought anything; of its other steps nothing is announced at all.
    if (synthetic === true) return;
    return this.aboutOrder('receipt', orderId);
  }

  @HandleEvent(dispatch.orderDispatched)
  dispatched({ orderId }: Payload<typeof dispatch.orderDispatched>) {
    return this.aboutOrder('dispatched', orderId);
  }

  @HandleEvent(dispatch.orderCancelled)
  cancelled({ orderId }: Payload<typeof dispatch.orderCancelled>) {
    return this.aboutOrder('cancelled', orderId);
  }

  @HandleEvent(dispatch.orderRefunded)
  refunded({ orderId }: Payload<typeof dispatch.orderRefunded>) {
    return this.aboutOrder('refunded', orderId);
  }

  @HandleEvent(dispatch.orderPartlyRefunded)
  partlyRefunded({ orderId, refundId }: Payload<typeof dispatch.orderPartlyRefunded>) {
    return this.afterSale('partly-refunded', orderId, refundId);
  }

  @HandleEvent(dispatch.returnChanged)
  returned({ orderId, returnId, state }: Payload<typeof dispatch.returnChanged>) {
    // That the goods came and the money went is told by the refund.
    if (state === 'received' || state === 'refunded') return;
    return this.afterSale(`return-${state}`, orderId, returnId);
  }

  @HandleEvent(catalogue.productAdded)
  productAdded(news: Payload<typeof catalogue.productAdded>) {
    return this.worker.post([{ id: `${news.sku}.announcement`, task: { kind: 'announcement', news } }]);
  }

  /** What is in it is asked for when it is sent: a token is kept nowhere. */
  @HandleEvent(user.letterDue)
  letterDue({ letterId }: Payload<typeof user.letterDue>) {
    return this.worker.post([{ id: letterId, task: { kind: 'account', letterId } }]);
  }

  private afterSale(kind: AfterSaleLetter, orderId: string, about: string): Promise<void> {
    return this.worker.post([{ id: `${orderId}.${kind}.${about}`, task: { kind, orderId, about } }]);
  }

  private aboutOrder(kind: OrderLetter, orderId: string): Promise<void> {
    return this.worker.post([{ id: `${orderId}.${kind}`, task: { kind, orderId } }]);
  }
}
