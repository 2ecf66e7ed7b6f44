import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Env } from '../src/env.ts';
import { buildPsp } from '../src/psp.ts';

/** The parts of the answers that the tests read. */
export interface Json {
  [key: string]: unknown;
  outcome?: string;
  id?: string;
  status?: string;
  token?: string;
  errorName?: string;
  error?: { type: string; code?: string; decline_code?: string; payment_intent?: Json };
  challenge?: { url: string };
  next_action?: { redirect_to_url: { url: string } } | null;
  _actions?: Record<string, { href: string }>;
  _embedded?: { payments: Json[] };
  data?: Json[];
}
export interface Reply {
  status: number;
  headers: Headers;
  body: Json;
}
export interface LedgerPayment {
  state: string;
  authorised: number;
  captured: number;
  voided: number;
  refunded: number;
  card: { brand: string; last4: string };
  events: { type: string; at: string }[];
}

export async function start(changes: Record<string, string> = {}) {
  const folder = changes.PSP_FOLDER ?? (await mkdtemp(join(tmpdir(), 'psp-')));
  const psp = buildPsp(
    Env.parse({ PORT: '0', STALL_SECONDS: '0.2', WEBHOOK_RETRY_MS: '20', ...changes, PSP_FOLDER: folder }),
  );
  const base = await psp.listen();

  const read = async (response: Response): Promise<Reply> => {
    const text = await response.text();
    const body = text.startsWith('{') ? (JSON.parse(text) as Json) : { text };
    return { status: response.status, headers: response.headers, body };
  };
  const at = (path: string) => (path.startsWith('http') ? path : base + path);
  const json = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(at(path), {
      method: 'POST',
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).then(read);
  const get = (path: string, headers: Record<string, string> = {}) => fetch(at(path), { headers }).then(read);

  const worldpayHeaders = {
    authorization: `Basic ${Buffer.from('shopstack:development').toString('base64')}`,
    'wp-api-version': '2024-06-01',
  };
  const stripeHeaders = { authorization: 'Bearer development' };

  const token = async (provider: 'worldpay' | 'stripe', number: string) => {
    const cvc = number.startsWith('37') ? '1234' : '123';
    const reply = await json(`/fields/${provider}/token`, { number, expiry: '12/34', cvc });
    expect(reply.status).toBe(201);
    return reply.body.token as string;
  };
  return {
    base,
    folder,
    get,
    json,
    token,
    close: () => psp.close(),
    remove: async () => {
      await psp.close();
      await rm(folder, { recursive: true, force: true });
    },
    worldpay: {
      headers: worldpayHeaders,
      post: (path: string, body?: unknown) => json(path, body, worldpayHeaders),
      get: (path: string) => get(path, worldpayHeaders),
      async pay(number: string, reference: string, more: { threeDS?: boolean; sessionHref?: string } = {}) {
        const sessionHref = more.sessionHref ?? (await token('worldpay', number));
        return json(
          '/api/payments',
          paymentRequest(reference, sessionHref, more.threeDS ?? false),
          worldpayHeaders,
        );
      },
      query: (reference: string) =>
        get(
          `/paymentQueries/payments?transactionReference=${encodeURIComponent(reference)}`,
          worldpayHeaders,
        ),
    },
    stripe: {
      get: (path: string) => get(path, stripeHeaders),
      post: (path: string, form: Record<string, string>, key?: string) =>
        fetch(base + path, {
          method: 'POST',
          headers: { ...stripeHeaders, ...(key === undefined ? {} : { 'idempotency-key': key }) },
          body: new URLSearchParams(form),
        }).then(read),
      async intent(number: string, reference: string): Promise<Record<string, string>> {
        return {
          amount: '2599',
          currency: 'gbp',
          capture_method: 'manual',
          confirm: 'true',
          payment_method: await token('stripe', number),
          return_url: 'http://localhost:8080/orders/1',
          'metadata[reference]': reference,
          'expand[]': 'latest_charge',
        };
      },
      search: (reference: string) =>
        get(
          `/v1/payment_intents/search?query=${encodeURIComponent(`metadata['reference']:'${reference}'`)}`,
          stripeHeaders,
        ),
    },
    async ledger(reference: string) {
      const { body } = await get(`/_ledger?reference=${encodeURIComponent(reference)}`);
      return body.payments as LedgerPayment[];
    },
  };
}

function paymentRequest(transactionReference: string, sessionHref: string, threeDS: boolean) {
  return {
    transactionReference,
    merchant: { entity: 'default' },
    instruction: {
      method: 'card',
      paymentInstrument: { type: 'checkout', sessionHref },
      narrative: { line1: 'ShopStack' },
      value: { currency: 'GBP', amount: 2599 },
      settlement: { auto: false },
      ...(threeDS
        ? {
            threeDS: {
              type: 'integrated',
              mode: 'always',
              challenge: { returnUrl: 'http://localhost:8080/orders/1' },
            },
          }
        : {}),
    },
  };
}

/** A merchant that takes webhooks; `answers` says which status each one gets, 200 when it runs out. */
export async function merchant(answers: number[] = []) {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(answers.shift() ?? 200).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
