import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Problem, type payment } from '@shop/contracts';
import type { Env } from '../env.ts';
import type { PaymentRecord } from '../payment.ts';
import type { Gateway, Provider } from './gateway.ts';
import { GatewayHttp } from './http.ts';
import { StripeGateway } from './stripe.ts';
import { SyntheticGateway } from './synthetic.ts';
import { WorldpayGateway } from './worldpay.ts';

/** What tools/psp takes; nothing real is guarded by it. */
const development = {
  username: 'shopstack',
  password: 'development',
  worldpayWebhooks: '1:development-worldpay',
  stripeKey: 'development',
  stripeWebhooks: 'development-stripe',
};

/** The providers on offer, and what takes their place for synthetic orders. */
@Injectable()
export class Gateways implements OnApplicationShutdown {
  private readonly all: Record<payment.GatewayId, Provider>;
  private readonly synthetic = new SyntheticGateway();
  private readonly https: GatewayHttp[];

  constructor(env: Env) {
    const http = (url: string | undefined) => new GatewayHttp(url ?? env.PSP_URL, env.GATEWAY_TIMEOUT_MS);
    const [worldpay, stripe] = [http(env.WORLDPAY_URL), http(env.STRIPE_URL)];
    const fields = (name: string) => `${env.PSP_URL.replace(/\/$/, '')}/fields/${name}.html`;
    this.https = [worldpay, stripe];
    this.all = {
      worldpay: new WorldpayGateway(
        {
          fieldsUrl: env.WORLDPAY_FIELDS_URL ?? fields('worldpay'),
          username: env.WORLDPAY_USERNAME ?? development.username,
          password: env.WORLDPAY_PASSWORD ?? development.password,
          entity: env.WORLDPAY_ENTITY,
          webhookSecrets: secretsOf(env.WORLDPAY_WEBHOOK_SECRETS ?? development.worldpayWebhooks),
          narrative: env.STATEMENT_NAME,
        },
        worldpay,
      ),
      stripe: new StripeGateway(
        {
          fieldsUrl: env.STRIPE_FIELDS_URL ?? fields('stripe'),
          secretKey: env.STRIPE_SECRET_KEY ?? development.stripeKey,
          webhookSecret: env.STRIPE_WEBHOOK_SECRET ?? development.stripeWebhooks,
        },
        stripe,
      ),
    };
  }

  list(): Provider[] {
    return Object.values(this.all);
  }

  get(id: payment.GatewayId): Provider {
    return this.all[id];
  }

  /** Who moves the money of a payment: nobody exactly where it carries the mark. Throws gateway_not_found. */
  of({ gateway, synthetic }: Pick<PaymentRecord, 'gateway' | 'synthetic'>): Gateway {
    if (synthetic === true) return this.synthetic;
    if (gateway === undefined || gateway === 'synthetic') throw new Problem('gateway_not_found');
    return this.all[gateway];
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.https.map((http) => http.close()));
  }
}

const secretsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split(',').map((one) => [one.slice(0, one.indexOf(':')), one.slice(one.indexOf(':') + 1)]),
  );
