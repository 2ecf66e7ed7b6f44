import { Controller, Req } from '@nestjs/common';
import { type Input, type Payload, payment } from '@shop/contracts';
import { HandleCommand } from '@shop/messaging';
import { Implements } from '@shop/service';
import { PaymentService } from './payment.service.ts';

interface RawRequest {
  headers: Record<string, string | string[] | undefined>;
  rawBody?: Buffer;
}

@Controller()
export class PaymentController {
  constructor(private readonly payments: PaymentService) {}

  @Implements(payment.listGateways)
  gateways(_: Input<typeof payment.listGateways>) {
    return this.payments.gatewaysOnOffer();
  }

  @Implements(payment.getPayment)
  show({ params }: Input<typeof payment.getPayment>) {
    return this.payments.show(params.orderId);
  }

  @Implements(payment.paymentOfOrder)
  ofOrder({ params }: Input<typeof payment.paymentOfOrder>) {
    return this.payments.ofOrder(params.orderId);
  }

  @Implements(payment.receiveWebhook)
  webhook({ params }: Input<typeof payment.receiveWebhook>, @Req() { headers, rawBody }: RawRequest) {
    const raw = rawBody ?? Buffer.alloc(0);
    return this.payments.receive(params.gateway, { headers, raw, now: new Date() });
  }

  @HandleCommand(payment.authorisePayment)
  authorise(command: Payload<typeof payment.authorisePayment>) {
    return this.payments.authorise(command);
  }

  @HandleCommand(payment.capturePayment)
  capture(command: Payload<typeof payment.capturePayment>) {
    return this.payments.capture(command);
  }

  @HandleCommand(payment.voidPayment)
  void(command: Payload<typeof payment.voidPayment>) {
    return this.payments.void(command);
  }

  @HandleCommand(payment.refundPayment)
  refund(command: Payload<typeof payment.refundPayment>) {
    return this.payments.refund(command);
  }
}
