import { z } from 'zod';
import type {
  AuthoriseRequest,
  Card,
  Gateway,
  Handle,
  IncomingWebhook,
  Notice,
  Result,
  View,
} from './gateway.ts';
import type { GatewayHttp, Reply } from './http.ts';
import { isSigned } from './signature.ts';

export interface WorldpaySettings {
  fieldsUrl: string;
  username: string;
  password: string;
  entity: string;
  /** Secrets of the webhook's signatures by key id: two are valid while one is being replaced. */
  webhookSecrets: Record<string, string>;
  /** What stands on the shopper's statement; 24 characters at most. */
  narrative: string;
}

const link = z.looseObject({ href: z.string() });
const instrument = z.looseObject({ cardBrand: z.string().optional(), lastFour: z.string().optional() });
const Answer = z.looseObject({
  outcome: z.string(),
  paymentId: z.string().optional(),
  refusalDescription: z.string().optional(),
  paymentInstrument: instrument.optional(),
  challenge: z.looseObject({ url: z.url(), jwt: z.string(), reference: z.string() }).optional(),
  _actions: z.record(z.string(), link).default({}),
});
type Answer = z.output<typeof Answer>;
const value = z.looseObject({ amount: z.int() });
const Found = z.looseObject({
  paymentId: z.string(),
  value,
  lastEvent: z.string(),
  paymentInstrument: instrument.optional(),
  events: z.array(z.looseObject({ eventName: z.string(), value: value.optional() })).default([]),
  _actions: z.record(z.string(), link).default({}),
});
type Found = z.output<typeof Found>;
const Queried = z.looseObject({ _embedded: z.looseObject({ payments: z.array(Found) }) });
const Problem = z.looseObject({ errorName: z.string() });
const Event = z.looseObject({
  eventId: z.string().min(1).max(100),
  eventDetails: z.looseObject({ transactionReference: z.string(), type: z.string() }),
});

const abouts: Record<string, Notice['about']> = {
  authorized: 'authorised',
  refused: 'refused',
  sentForSettlement: 'captured',
  cancelled: 'voided',
  sentForRefund: 'refunded',
  '3dsChallengeCompleted': 'challenge',
};

/** Worldpay's Payments and Payment Queries APIs (2024-06-01). */
export class WorldpayGateway implements Gateway {
  readonly id = 'worldpay';
  readonly name = 'Worldpay';
  readonly fieldsUrl: string;
  private readonly settings: WorldpaySettings;
  private readonly http: GatewayHttp;

  constructor(settings: WorldpaySettings, http: GatewayHttp) {
    this.settings = settings;
    this.fieldsUrl = settings.fieldsUrl;
    this.http = http;
  }

  async authorise({ reference, amount, currency, token, returnUrl }: AuthoriseRequest): Promise<Result> {
    const reply = await this.post('/api/payments', {
      transactionReference: reference,
      merchant: { entity: this.settings.entity },
      instruction: {
        method: 'card',
        paymentInstrument: { type: 'checkout', sessionHref: token },
        narrative: { line1: this.settings.narrative },
        value: { currency, amount },
        settlement: { auto: false },
        threeDS: {
          type: 'integrated',
          mode: 'always',
          challenge: { returnUrl },
          deviceData: { acceptHeader: 'text/html', userAgentHeader: 'Mozilla/5.0' },
        },
      },
    });
    const answer = Answer.safeParse('body' in reply ? reply.body : undefined);
    const more = answer.success ? answer.data._actions['supply3dsDeviceData'] : undefined;
    if (answer.success && answer.data.outcome === '3dsDeviceDataRequired' && more)
      return this.payment(await this.post(pathOf(more.href), {}));
    return this.payment(reply);
  }

  async resume(_handle: Handle, resume: string): Promise<Result> {
    return this.payment(await this.post(resume));
  }

  async capture(handle: Handle): Promise<Result> {
    return this.action(handle, 'settlePayment');
  }

  async void(handle: Handle): Promise<Result> {
    return this.action(handle, 'cancelPayment');
  }

  async refund(
    handle: Handle,
    step: { reference: string; amount: number; currency: string },
  ): Promise<Result> {
    const { reference, amount, currency } = step;
    return this.action(handle, 'partiallyRefundPayment', { reference, value: { amount, currency } });
  }

  async query(reference: string): Promise<View | undefined> {
    const search = new URLSearchParams({ transactionReference: reference });
    const reply = await this.http.send({
      method: 'GET',
      path: `/paymentQueries/payments?${search}`,
      headers: this.headers(),
    });
    if (reply.status === 404) return { is: 'missing' };
    const read = Queried.safeParse('body' in reply && reply.status === 200 ? reply.body : undefined);
    if (!read.success) return undefined;
    const [found] = read.data._embedded.payments;
    return found ? viewOf(found) : { is: 'missing' };
  }

  read({ headers, raw }: IncomingWebhook): Notice | undefined {
    const given = String(headers['event-signature'] ?? '').split(',');
    const signed = given.some((one) => {
      const [keyId = '', hash, signature = ''] = one.trim().split('/');
      const secret = this.settings.webhookSecrets[keyId];
      return secret !== undefined && hash === 'SHA256' && isSigned(secret, [raw], signature);
    });
    if (!signed) return undefined;
    // The time in the body is not checked: an event is sent again for a week, and all it does is make us ask.
    const event = Event.safeParse(JSON.parse(raw.toString('utf8')));
    if (!event.success) return undefined;
    const { transactionReference, type } = event.data.eventDetails;
    return { id: event.data.eventId, reference: transactionReference, about: abouts[type] ?? 'other' };
  }

  private async action(handle: Handle, name: string, body?: object): Promise<Result> {
    const link = handle.links?.[name];
    if (link === undefined) return { is: 'unknown', reason: 'not_offered' };
    const reply = await this.post(link, body);
    const answer = Answer.safeParse('body' in reply ? reply.body : undefined);
    if (reply.status >= 200 && reply.status < 300)
      return {
        is: 'done',
        ...(answer.success ? { handle: { ...handle, links: linksOf(answer.data._actions) } } : {}),
      };
    const problem = failure(reply);
    // The action is not on offer: perhaps because it was done already. The query tells.
    return problem.is === 'refused' && problem.reason === 'operationNotAllowed'
      ? { is: 'unknown', reason: problem.reason }
      : problem;
  }

  private payment(reply: Reply): Result {
    const answer = Answer.safeParse('body' in reply ? reply.body : undefined);
    if (reply.status < 200 || reply.status >= 300) return failure(reply);
    if (!answer.success) return { is: 'unknown', reason: 'unreadable_answer' };
    return resultOf(answer.data);
  }

  private post(path: string, body?: object): Promise<Reply> {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    return this.http.send({
      method: 'POST',
      path,
      headers: { ...this.headers(), ...json },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  private headers(): Record<string, string> {
    const { username, password } = this.settings;
    const basic = Buffer.from(`${username}:${password}`).toString('base64');
    return { authorization: `Basic ${basic}`, 'wp-api-version': '2024-06-01' };
  }
}

/** Only the path of a link is used: where the provider is, our settings say. */
function pathOf(href: string): string {
  const { pathname, search } = new URL(href, 'http://provider');
  return pathname + search;
}

const linksOf = (actions: Record<string, { href: string }>): Record<string, string> =>
  Object.fromEntries(Object.entries(actions).map(([name, { href }]) => [name, pathOf(href)]));

function cardOf(given: z.output<typeof instrument> | undefined): { card?: Card } {
  if (!given?.lastFour || !given.cardBrand) return {};
  return { card: { brand: given.cardBrand, last4: given.lastFour } };
}

function resultOf(answer: Answer): Result {
  const handle: Handle = { id: answer.paymentId ?? '', links: linksOf(answer._actions) };
  switch (answer.outcome) {
    case 'authorized':
      return { is: 'authorised', handle, ...cardOf(answer.paymentInstrument) };
    case '3dsChallenged': {
      const { challenge } = answer;
      if (!challenge) return { is: 'unknown', reason: 'challenge_without_address' };
      const url = new URL(challenge.url);
      url.searchParams.set('JWT', challenge.jwt);
      return { is: 'challenged', handle, url: url.href };
    }
    case 'refused':
      return { is: 'refused', reason: reasonOf(answer.refusalDescription) };
    case '3dsAuthenticationFailed':
      return { is: 'refused', reason: 'authentication_failed' };
    case 'fraudHighRisk':
      return { is: 'refused', reason: 'fraud_suspected' };
    default:
      return { is: 'unknown', reason: answer.outcome };
  }
}

const reasonOf = (description = '') =>
  /insufficient/i.test(description)
    ? 'insufficient_funds'
    : /expired/i.test(description)
      ? 'expired_card'
      : 'card_declined';

function failure(reply: Reply): Result {
  if (!('body' in reply))
    return reply.sent ? { is: 'unknown', reason: reply.reason } : { is: 'not-sent', reason: reply.reason };
  const problem = Problem.safeParse(reply.body);
  const name = problem.success ? problem.data.errorName : `status_${reply.status}`;
  if (reply.status >= 500 || name === 'transactionHasAlreadyBeenProcessed')
    return { is: 'unknown', reason: name };
  // Turned away at the door: our credentials or version are wrong, or we called too often. Nothing was done.
  if ([401, 403, 406, 415, 429].includes(reply.status)) return { is: 'not-sent', reason: name };
  return { is: 'refused', reason: name };
}

function viewOf(found: Found): View {
  const sum = (name: string) =>
    found.events
      .filter(({ eventName }) => eventName === name)
      .reduce((total, event) => total + (event.value?.amount ?? 0), 0);
  const has = (name: string) => found.events.some(({ eventName }) => eventName === name);
  const seen = {
    handle: { id: found.paymentId, links: linksOf(found._actions) },
    amount: found.value.amount,
    captured: sum('settlementRequestSubmitted'),
    refunded: sum('refundRequestSubmitted'),
    ...cardOf(found.paymentInstrument),
  };
  if (has('cancellationRequestSubmitted')) return { is: 'voided', ...seen };
  if (has('authorizationSucceeded')) return { is: 'authorised', ...seen };
  if (has('authorizationRefused')) return { is: 'declined', reason: 'card_declined', ...seen };
  const next = found._actions['supply3dsDeviceData'] ?? found._actions['complete3dsChallenge'];
  return {
    is: 'challenged',
    answered: found.lastEvent === '3dsChallengeCompleted',
    ...(next ? { resume: pathOf(next.href) } : {}),
    ...seen,
  };
}
