import { type AnyMessage, allMessages, Envelope } from '@shop/contracts';
import { type DeadLetter, DeadLetters, EXCHANGE, HEADERS } from '@shop/messaging';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceNames } from '../../tools/stack/src/parts.ts';
import { newProduct, Shopper } from '../support/shopper.ts';
import { until } from '../support/until.ts';
import { mutated, type Raw } from './fuzz/mutations.ts';
import { validPayload } from './fuzz/valid.ts';
import { behind } from './support/behind.ts';
import { figure, scale, secondsSince } from './support/scale.ts';
import { type OwnShop, openShop } from './support/shop.ts';

const MARK = 'x-fuzz';
const SEED = Number(process.env.FUZZ_SEED ?? 7);
let own: OwnShop;

beforeAll(async () => {
  own = await openShop({
    env: { CARRIER_STEP_MS: '500', GATEWAY_TIMEOUT_MS: '2000', SETTLED_AFTER_MS: '4000' },
  });
});
afterAll(async () => {
  // Rejects when a process has ended by itself.
  await own?.close();
});

interface Shot extends Raw {
  readonly service: string;
  readonly fate: 'malformed' | 'invalid' | 'unhandled' | 'readable';
}

describe('messages that nobody would send', () => {
  it('R12: crash nothing, wedge nothing, and no good one is lost among them', async () => {
    const product = await newProduct({ stock: 1_000 });
    const handled = await handledMessages();
    const receivers = new Set(handled.map(({ service }) => service));
    const shots = shotsAt(handled, scale(600, 10_000));
    const began = Date.now();
    const orders = buyers(product.sku, scale(3, 20));
    await behind(own.stores.amqpUrl, async (broker) => {
      for (const { service, body, options, times } of shots)
        for (let time = 0; time < times; time += 1) await broker.publish('', service, body, options);
    });
    for (const order of await orders) await order();
    await until(
      'empty queues',
      () =>
        behind(own.stores.amqpUrl, async (broker) => {
          for (const service of receivers) if ((await broker.queue(service)).messages > 0) return undefined;
          return true;
        }),
      120_000,
    );

    // What nobody can read lies where people find it, with the reason; what can be read went its way.
    const expected = new Map(
      shots.flatMap(({ fate, options }) =>
        fate === 'readable' ? [] : [[String(options.headers?.[MARK]), fate]],
      ),
    );
    await until(
      'all dead letters',
      async () => {
        const marks = new Set((await dead()).map(({ headers }) => String(headers[MARK])));
        return [...expected.keys()].every((mark) => marks.has(mark));
      },
      120_000,
    );
    const wrong = (await dead()).filter(({ headers, reason }) => {
      const fate = expected.get(String(headers[MARK]));
      return fate !== undefined && fate !== reason;
    });
    expect(
      wrong.map(({ reason, type, error, headers }) => ({
        reason,
        type,
        error,
        expected: expected.get(String(headers[MARK])),
      })),
    ).toEqual([]);

    // And a shopper who comes after all that is served.
    for (const order of await buyers(product.sku, 1)) await order();
    const sent = shots.reduce((sum, { times }) => sum + times, 0);
    figure(
      'R12',
      `${sent} messages of ${handled.length} kinds (seed ${SEED}), ${expected.size} unreadable ones found as dead letters with the reason, ${scale(3, 20) + 1} orders bought meanwhile and after, no process ended; ${secondsSince(began)}; ${own.mongo}`,
    );
  });
});

const dead = async (): Promise<DeadLetter[]> => {
  const letters = new DeadLetters(own.stores.amqpUrl);
  const all: DeadLetter[] = [];
  for (const service of serviceNames) all.push(...(await letters.list(service, { limit: 20_000 })).items);
  return all;
};

/** Begins to buy; each function waits until its order has been dispatched. */
async function buyers(sku: string, count: number): Promise<(() => Promise<unknown>)[]> {
  const waits: (() => Promise<unknown>)[] = [];
  for (let n = 0; n < count; n += 1) {
    const shopper = new Shopper();
    await shopper.add(sku);
    const { id } = await shopper.buy();
    waits.push(() => shopper.waitForState(id, 'dispatched', 'delivered'));
  }
  return waits;
}

interface Handled {
  readonly service: string;
  readonly contract: AnyMessage;
}

/** Who gets which message, as the broker knows it. */
async function handledMessages(): Promise<Handled[]> {
  const response = await fetch(new URL('/api/bindings/%2F', own.stores.brokerPage), {
    headers: { authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}` },
    signal: AbortSignal.timeout(15_000),
  });
  const bindings = (await response.json()) as { source: string; destination: string; routing_key: string }[];
  return allMessages().flatMap((contract) =>
    serviceNames
      .filter((service) =>
        contract.kind === 'command'
          ? contract.service === service
          : bindings.some(
              (bound) =>
                bound.source === EXCHANGE &&
                bound.destination === service &&
                bound.routing_key === contract.name,
            ),
      )
      .map((service) => ({ service, contract })),
  );
}

function shotsAt(handled: readonly Handled[], count: number): Shot[] {
  const shot = fc.constantFrom(...handled).chain(({ service, contract }) =>
    mutated(
      fc.record({ id: fc.uuid({ version: 7 }), payload: validPayload(contract) }).map(({ id, payload }) => ({
        envelope: { id, type: contract.name, payload, at: new Date().toISOString() },
        options: { messageId: id, type: contract.name, contentType: 'application/json', persistent: true },
      })),
    ).map((raw) => ({ ...raw, service, fate: fateOf(raw.body, service, handled) })),
  );
  return fc.sample(shot, { seed: SEED, numRuns: count }).map((one, n) => ({
    ...one,
    options: {
      ...one.options,
      headers: {
        ...one.options.headers,
        [MARK]: n,
        // A name that nobody knows is tried again for half a minute, unless it has been.
        ...(one.fate === 'unhandled' && { [HEADERS.attempts]: 9 }),
      },
    },
  }));
}

function fateOf(body: Buffer, service: string, handled: readonly Handled[]): Shot['fate'] {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    return 'malformed';
  }
  const { data } = Envelope.safeParse(value);
  if (data === undefined) return 'malformed';
  const found = handled.find((each) => each.service === service && each.contract.name === data.type);
  if (found === undefined) return 'unhandled';
  return found.contract.payload.safeParse(data.payload).success ? 'readable' : 'invalid';
}
