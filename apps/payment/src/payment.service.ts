import { Injectable } from '@nestjs/common';
import { type payment as contract, type Output, type Payload, Problem } from '@shop/contracts';
import { Unprocessable } from '@shop/messaging';
import { failpoint, log } from '@shop/service';
import type { IncomingWebhook, Notice } from './gateway/gateway.ts';
import { Gateways } from './gateway/gateways.ts';
import { PaymentStore } from './payment.store.ts';
import type { PaymentRecord } from './payment.ts';
import { Progress } from './progress.service.ts';
import * as intent from './rules/intent.ts';

/** What is asked of payments: by commands, by providers' webhooks, by people. */
@Injectable()
export class PaymentService {
  constructor(
    private readonly store: PaymentStore,
    private readonly progress: Progress,
    private readonly gateways: Gateways,
  ) {}

  gatewaysOnOffer(): Output<typeof contract.listGateways> {
    return { items: this.gateways.list().map(({ id, name, fieldsUrl }) => ({ id, name, fieldsUrl })) };
  }

  async authorise(command: Payload<typeof contract.authorisePayment>): Promise<void> {
    const now = new Date();
    if (await this.progress.open(intent.opened(command, now), now)) return;
    await this.progress.advance(command.orderId, intent.authoriseAgain);
  }

  async capture({ orderId }: Payload<typeof contract.capturePayment>): Promise<void> {
    if (await this.progress.advance(orderId, intent.capture)) return;
    throw new Unprocessable(`there is no payment of order ${orderId} to capture`);
  }

  async void(command: Payload<typeof contract.voidPayment>): Promise<void> {
    const { orderId } = command;
    const now = new Date();
    if (await this.progress.advance(orderId, intent.void)) return;
    const record = intent.neverOpened(command, now);
    const told = intent.void(record);
    if (await this.store.insert(record, { told, lease: undefined, dueAt: undefined })) return;
    await this.progress.advance(orderId, intent.void);
  }

  async refund(command: Payload<typeof contract.refundPayment>): Promise<void> {
    const { orderId, refundId, amount, reason } = command;
    const asked = { refundId, amount: amount?.amount, reason };
    if (await this.progress.advance(orderId, (record) => intent.refund(record, asked))) return;
    throw new Unprocessable(`there is no payment of order ${orderId} to refund`);
  }

  async show(orderId: string): Promise<contract.Payment> {
    const record = await this.store.load(orderId);
    if (record?.gateway === undefined) throw new Problem('payment_not_found');
    return shown(record, record.gateway);
  }

  async ofOrder(orderId: string): Promise<Output<typeof contract.paymentOfOrder>> {
    const { record, waiting } = (await this.store.withWaiting(orderId)) ?? { waiting: [] };
    const payment = record?.gateway === undefined ? null : shown(record, record.gateway);
    return { payment, waiting };
  }

  /** Checks a webhook and lets the provider be asked about what it tells of. A repeated one changes nothing. */
  async receive(id: contract.GatewayId, webhook: IncomingWebhook): Promise<{ ok: true }> {
    const notice = this.gateways.get(id).read(webhook);
    if (notice === undefined) throw new Problem('webhook_signature_invalid');
    const [orderId] = notice.reference.split(':');
    if (orderId !== undefined && orderId !== '') await this.nudge(orderId, id, notice);
    return { ok: true };
  }

  private async nudge(orderId: string, gateway: contract.GatewayId, notice: Notice): Promise<void> {
    const record = await this.store.load(orderId);
    if (record?.gateway !== gateway || !intent.isNews(record, notice)) return;
    const take = (fresh: PaymentRecord, now: Date) => intent.nudge(fresh, notice, now);
    await failpoint('payment.before-notice');
    await this.progress.advance(orderId, take, { notice: notice.id });
    await failpoint('payment.after-notice');
    log.info({ orderId, about: notice.about }, 'asked the provider because of its webhook');
  }
}

function shown(record: PaymentRecord, gateway: contract.Mover): contract.Payment {
  const money = (amount: number) => ({ amount, currency: record.currency });
  return {
    orderId: record.orderId,
    gateway,
    state: record.state,
    amount: money(record.amount),
    captured: money(record.captured),
    refunded: money(record.refunded),
    ...(record.card ? { card: record.card } : {}),
    attempts: record.attempts.map(({ reference, operation, outcome, reason, startedAt, settledAt }) => ({
      reference,
      operation,
      outcome,
      ...(reason === undefined ? {} : { reason }),
      startedAt: startedAt.toISOString(),
      ...(settledAt === undefined ? {} : { settledAt: settledAt.toISOString() }),
    })),
  };
}
