import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { payment } from '@shop/contracts';
import { type RunningService, run } from '@shop/service';
import { type Connection, createConnection } from 'mongoose';
import { v7 as uuid } from 'uuid';
import { startBroker } from '../../../tests/support/broker.ts';
import { mongoUrl } from '../../../tests/support/stores.ts';
import { SERVICE_SECRET, startTokenIssuer } from '../../../tests/support/tokens.ts';
import { until } from '../../../tests/support/until.ts';
import { testCards } from '../../../tools/psp/src/cards.ts';
import { buildPsp, Env as PspEnv } from '../../../tools/psp/src/main.ts';
import { freePorts } from '../../../tools/stack/src/ports.ts';
import { Env } from '../src/env.ts';
import { PaymentModule } from '../src/payment.module.ts';

export type GatewayId = 'worldpay' | 'stripe';
export const GATEWAYS = ['worldpay', 'stripe'] as const;
export const cardThat = (behaviour: string): string => {
  const found = testCards.find((card) => card.behaviour === behaviour);
  if (!found) throw new Error(`no card that will ${behaviour}`);
  return found.number;
};
export const eur = (amount: number) => ({ amount, currency: 'EUR' as const });

export interface LedgerPayment {
  reference: string;
  state: string;
  authorised: number;
  captured: number;
  voided: number;
  refunded: number;
}

/** The payment service with its store, the broker and the providers, all real but for the money. */
export async function startWorld() {
  const [pspPort = 0, port = 0] = await freePorts(2);
  const PSP_FOLDER = await mkdtemp(join(tmpdir(), 'psp-'));
  const pspEnv = PspEnv.parse({
    PORT: pspPort,
    PSP_FOLDER,
    STALL_SECONDS: 1,
    WEBHOOK_RETRY_MS: 100,
    WORLDPAY_WEBHOOK_URL: `http://127.0.0.1:${port}/webhooks/worldpay`,
    STRIPE_WEBHOOK_URL: `http://127.0.0.1:${port}/webhooks/stripe`,
  });
  let psp = buildPsp(pspEnv);
  const pspUrl = await psp.listen();
  const broker = await startBroker();
  const issuer = await startTokenIssuer();
  const env = Env.parse({
    PORT: port,
    LOG_LEVEL: 'silent',
    SERVICE_SECRET,
    MONGO_URL: mongoUrl('payment'),
    AMQP_URL: broker.url,
    USER_URL: issuer.url,
    PSP_URL: pspUrl,
    GATEWAY_TIMEOUT_MS: 400,
    SETTLED_AFTER_MS: 1_500,
    CHALLENGE_MS: 2_000,
    SWEEP_MS: 40,
    ALLOW_STAND_IN: '1',
  });
  const service: RunningService = await run('payment', PaymentModule.with(env), env, { rawBody: true });
  const database: Connection = await createConnection(env.MONGO_URL).asPromise();

  const post = async (path: string, body: unknown) => {
    const response = await fetch(pspUrl + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  const world = {
    url: service.url,
    broker,
    issuer,
    payments: database.collection('payments'),
    control: (path: string, body: unknown) => post(`/_control/${path}`, body),
    calm: () => fetch(`${pspUrl}/_control/faults`, { method: 'DELETE' }),
    async webhooks(orderId: string): Promise<{ id: string; reference: string; body: unknown }[]> {
      const response = await fetch(`${pspUrl}/_webhooks?reference=${orderId}:1`);
      return ((await response.json()) as { items: { id: string; reference: string; body: unknown }[] }).items;
    },
    async token(gateway: GatewayId, number: string): Promise<string> {
      const { token } = await post(`/fields/${gateway}/token`, { number, expiry: '12/34', cvc: '123' });
      return token as string;
    },
    /** What the providers' own books say about an order. */
    async ledger(orderId: string): Promise<LedgerPayment[]> {
      const response = await fetch(`${pspUrl}/_ledger?prefix=${orderId}:`);
      return ((await response.json()) as { payments: LedgerPayment[] }).payments;
    },
    /** Asks for the payment of a new order; returns its id. */
    async pay(gateway: GatewayId, number: string, amount = 2599): Promise<string> {
      const orderId = uuid();
      await world.ask(orderId, gateway, await world.token(gateway, number), amount);
      return orderId;
    },
    ask: (orderId: string, gateway: GatewayId, token: string, amount = 2599, times = 1) =>
      broker.say(
        payment.authorisePayment,
        {
          orderId,
          ownerId: uuid(),
          amount: eur(amount),
          gateway,
          token,
          returnUrl: `http://localhost:8080/orders/${orderId}`,
        },
        times,
      ),
    async authorised(gateway: GatewayId, number = '4242424242424242', amount = 2599): Promise<string> {
      const orderId = await world.pay(gateway, number, amount);
      await broker.hear(payment.paymentAuthorised, (e) => e.orderId === orderId);
      return orderId;
    },
    async captured(gateway: GatewayId, number = '4242424242424242', amount = 2599): Promise<string> {
      const orderId = await world.authorised(gateway, number, amount);
      await broker.say(payment.capturePayment, { orderId });
      await broker.hear(payment.paymentCaptured, (e) => e.orderId === orderId);
      return orderId;
    },
    /** Waits until nothing is due for the order any more and nobody works on it. */
    async settled(orderId: string): Promise<void> {
      await until(`order ${orderId} at rest`, async () => {
        const found = await world.payments.findOne({ _id: orderId as never });
        return found !== null && found['lease'] === undefined && found['outbox'].length === 0;
      });
    },
    async stopPsp() {
      await psp.close();
    },
    async restartPsp() {
      psp = buildPsp(pspEnv);
      await psp.listen();
    },
    async stop() {
      await service.stop();
      await psp.close();
      await broker.stop();
      issuer.stop();
      await database.close();
      await rm(PSP_FOLDER, { recursive: true, force: true });
    },
  };
  return world;
}
export type World = Awaited<ReturnType<typeof startWorld>>;
